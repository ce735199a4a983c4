// The reference clip in Remotion: six beats of five seconds at 1920x1080 and 30 frames a second.
import { AbsoluteFill, Easing, interpolate, useCurrentFrame } from "remotion";

const INK = "#12264A", SOFT = "#59647A", LINE = "#B9BFCC", ACCENT = "#A07814";
const PIECES = ["to", "ken", "iz", "ers", "cut", "words", "in", "to", "piec", "es", "they", "know"];
const BEATS = [
  ["Three steps", "Text comes in, is cut, and is counted."],
  ["Twelve pieces", "Each piece finds its place in the row."],
  ["A number counts", "Twelve pieces, counted one by one."],
  ["Around the corner", "The same three steps, there and back."],
  ["Side by side", "Steps and pieces on one stage."],
  ["Back again", "Where it began, with what it made."],
];

// Middle of each thing in each beat; null where it is not on stage.
const ROW = [[460, 400], [960, 400], [1460, 400]];
const PLACES = {
  read: [ROW[0], ROW[0], null, [560, 320], ROW[2], ROW[0]],
  cut: [ROW[1], ROW[1], null, [960, 500], ROW[1], ROW[1]],
  count: [ROW[2], ROW[2], [760, 620], [560, 700], ROW[0], ROW[2]],
  tiles: [null, [960, 680], [960, 360], null, [960, 680], null],
  number: [null, null, [1160, 620], [1400, 500], null, [960, 680]],
};
const ARROWS = [
  [["read", "cut"], ["cut", "count"]],
  [["read", "cut"], ["cut", "count"]],
  [["count", "number"]],
  [["read", "cut"], ["cut", "count"]],
  [["count", "cut"], ["cut", "read"]],
  [["read", "cut"], ["cut", "count"]],
];
const FLOWS = [0, 3, 5];
const COUNTS = [[0, 0], [0, 0], [0, 12], [12, 24], [24, 24], [24, 36]];
const SIZES = { read: [260, 150], cut: [260, 150], count: [260, 150], number: [200, 150] };

const ease = (value, from, to) =>
  interpolate(value, [from, to], [0, 1], {
    extrapolateLeft: "clamp", extrapolateRight: "clamp", easing: Easing.inOut(Easing.cubic),
  });

// Where a thing is, and how visible, `time` seconds into a beat.
const state = (name, beat, time) => {
  const now = PLACES[name][beat];
  const before = beat > 0 ? PLACES[name][beat - 1] : null;
  if (now && before) {
    const share = ease(time, 0.1, 0.65);
    return { at: [0, 1].map((axis) => before[axis] + (now[axis] - before[axis]) * share), opacity: 1 };
  }
  if (now) return { at: now, opacity: ease(time, 0.4, 0.8) };
  if (before) return { at: before, opacity: 1 - ease(time, 0, 0.25) };
  return null;
};

const Box = ({ at, size, opacity, scale = 1, children }) => (
  <div
    style={{
      position: "absolute", left: at[0] - size[0] / 2, top: at[1] - size[1] / 2, width: size[0], height: size[1],
      opacity, transform: `scale(${scale})`, background: "white", border: `2px solid ${LINE}`, borderRadius: 14,
      boxShadow: "0 6px 24px rgba(18, 38, 74, 0.16)", display: "flex", flexDirection: "column",
      alignItems: "center", justifyContent: "center",
    }}
  >
    {children}
  </div>
);

const Arrow = ({ from, to, drawn, light }) => {
  const way = Math.sign(to.at[0] - from.at[0]);
  const end = (node, sign) => [node.at[0] + sign * way * (node.size[0] / 2 + 12), node.at[1]];
  const [a, b] = [end(from, 1), end(to, -1)];
  const tip = [0, 1].map((at) => a[at] + (b[at] - a[at]) * drawn);
  const head = `${tip[0] - way * 18},${tip[1] - 9} ${tip[0] - way * 18},${tip[1] + 9} ${tip[0]},${tip[1]}`;
  const dot = light > 0 && light < 1 ? [0, 1].map((at) => a[at] + (b[at] - a[at]) * light) : null;
  return (
    <svg width="1920" height="1080" style={{ position: "absolute" }} opacity={drawn > 0 ? 1 : 0}>
      <line x1={a[0]} y1={a[1]} x2={tip[0]} y2={tip[1]} stroke={SOFT} strokeWidth="4" strokeLinecap="round" />
      <polygon points={head} fill={SOFT} />
      {dot && <circle cx={dot[0]} cy={dot[1]} r="10" fill={ACCENT} />}
    </svg>
  );
};

const Tiles = ({ beat, time, at, opacity }) => (
  <div
    style={{
      position: "absolute", left: 0, width: 1920, top: at[1] - 40, display: "flex", gap: 10,
      justifyContent: "center", opacity,
    }}
  >
    {PIECES.map((piece, index) => {
      const arrives = beat === 1 ? ease(time, 0.8 + index * 0.15, 1.3 + index * 0.15) : 1;
      const pulse = beat === 2 ? ease(time, 3 + index * 0.1, 3.2 + index * 0.1) : 0;
      const marked = beat === 4 && ((index === 4 && time > 0.9) || (index === 6 && time > 2));
      return (
        <div
          key={index}
          style={{
            fontFamily: "monospace", fontSize: 36, padding: "12px 14px", background: "white", color: INK,
            border: `2px solid ${marked ? ACCENT : LINE}`, borderRadius: 8, opacity: arrives,
            transform: `translateY(${-160 * (1 - arrives)}px) scale(${1 + 0.12 * Math.sin(Math.PI * pulse)})`,
          }}
        >
          {piece}
        </div>
      );
    })}
  </div>
);

export const Reference = () => {
  const frame = useCurrentFrame();
  const beat = Math.min(Math.floor(frame / 150), 5);
  const time = frame / 30 - beat * 5;
  const states = Object.fromEntries(Object.keys(PLACES).map((name) => [name, state(name, beat, time)]));
  const [from, to] = COUNTS[beat];
  const value = Math.round(from + (to - from) * ease(time, 1.2, 3.2));
  const words = { read: "text in", cut: "pieces", count: "ids out" };
  const fade = ease(time, 0.1, 0.4);
  return (
    <AbsoluteFill style={{ background: "#F4F2EE", fontFamily: "sans-serif", color: INK }}>
      <div style={{ position: "absolute", left: 96, top: 100, fontSize: 60, fontWeight: 700, opacity: fade }}>
        {BEATS[beat][0]}
      </div>
      <div
        style={{
          position: "absolute", left: 0, right: 0, bottom: 0, height: 170, background: "#E8E5DE", fontSize: 44,
          display: "flex", alignItems: "center", justifyContent: "center",
        }}
      >
        <span style={{ opacity: fade }}>{BEATS[beat][1]}</span>
      </div>
      {["read", "cut", "count"].map(
        (name) =>
          states[name] && (
            <Box key={name} {...states[name]} size={SIZES[name]}>
              <b style={{ fontSize: 40 }}>{name}</b>
              <span style={{ fontSize: 36 }}>{words[name]}</span>
            </Box>
          ),
      )}
      {states.number && (
        <div
          style={{
            position: "absolute", left: states.number.at[0] - 200, width: 400, top: states.number.at[1] - 70,
            textAlign: "center", fontSize: 96, fontWeight: 700, opacity: states.number.opacity,
          }}
        >
          {value}
        </div>
      )}
      {states.tiles && <Tiles beat={beat} time={time} {...states.tiles} />}
      {ARROWS[beat].map(([a, b], index) => {
        const flows = FLOWS.includes(beat) ? ease(time, 1 + index * 0.8, 1.8 + index * 0.8) : 0;
        const end = (name) => states[name] && { ...states[name], size: SIZES[name] };
        return (
          end(a) && end(b) && (
            <Arrow key={a + b} from={end(a)} to={end(b)} drawn={ease(time, 0.7, 1)} light={flows} />
          )
        );
      })}
    </AbsoluteFill>
  );
};
