import { Composition, registerRoot } from "remotion";
import { Reference } from "./Reference.jsx";

registerRoot(() => (
  <Composition id="reference" component={Reference} durationInFrames={900} fps={30} width={1920} height={1080} />
));
