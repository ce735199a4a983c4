"use strict";
// Chapters move the player, the player marks its chapter, and keys do both. Without scripts the page
// still shows everything; only the chapters do not lead into the video then.
const clips = [...document.querySelectorAll(".clip")];
let current = null;

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

// Keys go to the clip that plays, else to the one of which most is on the screen.
const addressed = () => {
  if (current && !current.querySelector("video").paused) return current;
  const seen = (clip) => {
    const { top, bottom } = clip.getBoundingClientRect();
    return Math.min(bottom, innerHeight) - Math.max(top, 0);
  };
  const playable = clips.filter((clip) => clip.querySelector("video"));
  return playable.reduce((best, clip) => (best && seen(best) >= seen(clip) ? best : clip), null);
};

document.addEventListener("keydown", (event) => {
  // Many keyboards write a bracket with AltGr, which some systems report as Ctrl and Alt.
  const shortcut = (event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph") && !(event.ctrlKey && event.altKey);
  if (shortcut || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  const step = { "[": -1, "]": 1 }[event.key];
  const clip = step && addressed();
  if (!clip) return;
  const all = chapters(clip);
  const next = Math.min(Math.max(playing(clip, clip.querySelector("video").currentTime) + step, 0), all.length - 1);
  seek(clip, all[next]);
  mark(clip, Number(all[next].dataset.start));
});
