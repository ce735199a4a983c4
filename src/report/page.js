"use strict";
// Chapters move the player, the player marks its chapter, and keys do both. Without scripts the page
// still shows everything; only the chapters do not lead into the video then.
const clips = [...document.querySelectorAll(".clip")];
let current = clips[0];

const chapters = (clip) => [...clip.querySelectorAll("[data-start]")];
const playing = (clip, time) => chapters(clip).findLastIndex((chapter) => time + 1e-3 >= Number(chapter.dataset.start));

const seek = (clip, chapter) => {
  const video = clip.querySelector("video");
  if (!video || !chapter) return;
  current = clip;
  video.currentTime = Number(chapter.dataset.start);
};

const mark = (clip, time) => {
  const now = playing(clip, time);
  chapters(clip).forEach((chapter, index) => chapter.setAttribute("aria-current", String(index === now)));
};

for (const clip of clips) {
  const video = clip.querySelector("video");
  if (!video) continue;
  for (const chapter of chapters(clip)) {
    chapter.addEventListener("click", () => {
      seek(clip, chapter);
      mark(clip, Number(chapter.dataset.start));
      video.play().catch(() => {});
    });
  }
  video.addEventListener("timeupdate", () => mark(clip, video.currentTime));
  video.addEventListener("play", () => {
    current = clip;
    clips.filter((other) => other !== clip).forEach((other) => other.querySelector("video")?.pause());
  });
  mark(clip, 0);
}

const toggle = document.querySelector(".theme");
toggle.hidden = false;
toggle.addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  const step = { "[": -1, "]": 1 }[event.key];
  const video = current?.querySelector("video");
  if (step && video) {
    const all = chapters(current);
    const next = Math.min(Math.max(playing(current, video.currentTime) + step, 0), all.length - 1);
    seek(current, all[next]);
    mark(current, Number(all[next].dataset.start));
  }
});
