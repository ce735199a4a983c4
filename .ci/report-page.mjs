// Opens a review page in headless Chromium, clicks a chapter with the mouse, goes on with the
// keyboard, and says what does not hold. Needs puppeteer-core beside it or on NODE_PATH.
//
//   node report-page.mjs CHROMIUM PAGE [SCREENSHOT [light|dark]]
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.cwd()}/`);
const puppeteer = require("puppeteer-core");
const [chromium, page, screenshot, scheme = "light"] = process.argv.slice(2);

const fail = (message) => {
  console.error(`report-page: ${message}`);
  process.exitCode = 1;
};
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
});
try {
  const tab = await browser.newPage();
  await tab.setViewport({ width: 1280, height: 900 });
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  const asked = [];
  tab.on("request", (request) => /^(data|file|blob):/.test(request.url()) || asked.push(request.url()));
  tab.on("pageerror", (error) => fail(`the page's script fails: ${error.message}`));
  await tab.goto(pathToFileURL(page).href);

  const chapters = await tab.$$(".clip [data-start]");
  const start = Number(await chapters[2].evaluate((chapter) => chapter.dataset.start));
  await chapters[2].click();
  await tab.waitForFunction((at) => document.querySelector("video").currentTime >= at, { timeout: 15000 }, start);
  await tab.evaluate(() => document.querySelector("video").pause());
  const marked = () => tab.$$eval(".clip:first-of-type [aria-current=true] span", (now) => now.map((n) => n.textContent));
  const third = await chapters[2].$eval("span", (title) => title.textContent);
  const seen = await marked();
  if (seen.length !== 1 || seen[0] !== third) fail(`after a click on "${third}" the marked chapter is "${seen}"`);

  await tab.keyboard.press("]");
  const fourth = await chapters[3].$eval("span", (title) => title.textContent);
  await tab.waitForFunction(
    (at) => document.querySelector("video").currentTime >= at,
    { timeout: 15000 },
    Number(await chapters[3].evaluate((chapter) => chapter.dataset.start)),
  );
  const next = await marked();
  if (next[0] !== fourth) fail(`after "]" the marked chapter is "${next}", not "${fourth}"`);

  // Keys go to the clip on the screen, and a bracket that is written with AltGr is one.
  const last = (await tab.$$(".clip:has(video)")).at(-1);
  await last.evaluate((clip) => clip.scrollIntoView());
  await tab.evaluate(() =>
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "]", ctrlKey: true, altKey: true, modifierAltGraph: true })),
  );
  const there = await last.$$eval("[data-start]", (all) => all.findIndex((one) => one.getAttribute("aria-current") === "true"));
  if (there !== 1) fail(`after "]" on the last clip its marked chapter is number ${there + 1}, not 2`);
  if ((await marked())[0] !== fourth) fail("the key moves a clip that is not on the screen");
  await tab.setViewport({ width: 390, height: 844 });
  const over = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) fail(`on a narrow screen the page is ${over} pixels too wide`);
  await tab.setViewport({ width: 1280, height: 900 });

  const video = await tab.$eval("video", (v) => ({ error: v.error?.message, duration: v.duration, tracks: v.textTracks.length }));
  if (video.error) fail(`the video does not play: ${video.error}`);
  if (!(video.duration > 0)) fail(`the video lasts ${video.duration} s`);
  if (video.tracks < 1) fail("the video has no captions");
  if (asked.length) fail(`the page asks for ${asked.join(", ")}`);
  if (screenshot) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await tab.screenshot({ path: screenshot, fullPage: false });
  }
  if (!process.exitCode) console.log(`report-page: ${chapters.length} chapters, a click, a key, no request`);
} finally {
  await browser.close();
}
