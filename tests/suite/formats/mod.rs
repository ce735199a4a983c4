//! `halfminute render --format`: every format is written, decoded here independently, and compared with the
//! frames that it was made from.

use std::fs;
use std::process::{Command, Stdio};

use halfminute_render::png::Picture;
use serde_json::Value;

#[cfg(unix)]
use crate::workshop::{ANSWERS, send, wait_until};
use crate::workshop::{Outcome, Workshop, has_ffmpeg, run};

mod deep;
#[cfg(feature = "mp4")]
mod mp4;

const SIZE: (u32, u32) = (320, 180);
const FRAMES: usize = 150;
const SECONDS: f64 = 5.0;

/// Three groups of pictures, each with a still stretch, and captions.
const SCENE: &str = r#"
[clip]
title  = "A word and a count"
lasts  = 5.0
window = [4, 6]

[node]
word  = { kind = "text", text = "word", size = "huge" }
meter = { kind = "meter", label = "vocabulary", value = 10, min = 0, max = 20 }

[[beat]]
lasts   = 2.0
title   = "A word"
caption = "One word."
source  = "a test"
stage   = "word"

[[beat]]
lasts   = 3.0
title   = "A count"
caption = "Ten, then fifteen."
source  = "a test"
stage   = { column = ["word", "meter"] }
play    = [{ set = { meter.value = 15 } }]
"#;

fn new_workshop() -> Workshop {
    Workshop::with_scene(SCENE).sized("320x180")
}

/// Renders and expects success with nothing on stderr.
fn rendered(arguments: &[&str]) -> Workshop {
    let workshop = new_workshop();
    let outcome = workshop.render(arguments);
    assert_eq!((outcome.exit, outcome.stderr.as_str()), (Some(0), ""), "{}", outcome.stdout);
    workshop
}

/// Makes the lists and the manifest agree with the videos.
fn seal(workshop: &Workshop) {
    let mut manifest = workshop.manifest();
    for video in manifest["videos"].as_array_mut().unwrap() {
        let bytes = workshop.bytes(&format!("output/clip/{}", video["file"].as_str().unwrap()));
        video["bytes"] = bytes.len().into();
        video["digest"] = blake3::hash(&bytes).to_hex().as_str().into();
    }
    crate::workshop::seal::seal(&workshop.clip(""), &manifest);
}

fn frame(workshop: &Workshop, index: usize) -> Picture {
    workshop.picture(&format!("output/clip/frames/frame_{index:06}.png"))
}

/// Writes a tone of `samples` samples at 48,000 per second.
fn write_tone(workshop: &Workshop, name: &str, samples: u32) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(workshop.path(name), spec).unwrap();
    for at in 0..samples {
        writer.write_sample((at % 109 * 100) as i16).unwrap();
    }
    writer.finalize().unwrap();
}

#[test]
fn the_manifest_names_every_video_and_frames_only_where_there_are_any() {
    let workshop = rendered(&["--format", "gif,apng,gif"]);
    let manifest = workshop.manifest();
    assert_eq!(manifest.get("frames"), None, "no frames were asked for");
    assert!(!workshop.path("output/clip/frames").exists());
    let videos = manifest["videos"].as_array().unwrap();
    let names: Vec<_> = videos.iter().map(|video| video["file"].as_str().unwrap()).collect();
    assert_eq!(names, ["clip.gif", "clip.apng"]);
    for video in videos {
        let file = workshop.bytes(&format!("output/clip/{}", video["file"].as_str().unwrap()));
        assert_eq!(video["bytes"], file.len());
        assert_eq!(video["digest"], blake3::hash(&file).to_hex().as_str());
        assert_eq!(video["duration"], SECONDS);
    }
    // A later render of frames only removes the videos.
    assert_eq!(workshop.render(&["--format", "png"]).exit, Some(0));
    assert!(!workshop.path("output/clip/clip.gif").exists());
    assert!(workshop.path("output/clip/frames/frame_000149.png").exists());
    assert_eq!(workshop.manifest().get("videos"), None);
}

#[test]
fn videos_have_the_same_bytes_for_any_number_of_threads() {
    let formats = if cfg!(feature = "mp4") { "mp4,gif,apng" } else { "gif,apng" };
    let render = |threads| {
        let workshop = rendered(&["--format", formats, "--threads", threads]);
        let bytes = |format| workshop.bytes(&format!("output/clip/clip.{format}"));
        formats.split(',').map(bytes).collect::<Vec<_>>()
    };
    let one = render("1");
    assert!(one == render("2"), "two threads");
    assert!(one == render("8"), "eight threads");
}

#[test]
fn an_apng_has_every_pixel_of_every_frame() {
    let workshop = rendered(&["--format", "png,apng"]);
    let file = workshop.bytes("output/clip/clip.apng");
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let pictures = reader.info().animation_control().unwrap().num_frames;
    assert!((20..FRAMES as u32).contains(&pictures), "{pictures} pictures");
    let mut piece = vec![0; reader.output_buffer_size().unwrap()];
    let mut canvas = vec![0; (SIZE.0 * SIZE.1 * 3) as usize];
    let mut shown = 0;
    for _ in 0..pictures {
        let output = reader.next_frame(&mut piece).unwrap();
        let control = *reader.info().frame_control().unwrap();
        paste(
            &mut canvas,
            &piece[..output.buffer_size()],
            (control.x_offset, control.y_offset),
            output.width,
            3,
        );
        assert_eq!(control.delay_den, 30);
        for _ in 0..control.delay_num {
            assert!(canvas == frame(&workshop, shown).rgb, "frame {shown}");
            shown += 1;
        }
    }
    assert_eq!(shown, FRAMES);
}

#[test]
fn a_gif_shows_every_frame_in_colours_near_its_own_and_lasts_as_long_as_the_clip() {
    let workshop = rendered(&["--format", "png,gif"]);
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let file = workshop.bytes("output/clip/clip.gif");
    let mut reader = options.read_info(file.as_slice()).unwrap();
    let mut canvas = vec![0; (SIZE.0 * SIZE.1 * 4) as usize];
    let mut now = 0;
    while let Some(piece) = reader.read_next_frame().unwrap() {
        let place = (u32::from(piece.left), u32::from(piece.top));
        paste(&mut canvas, &piece.buffer, place, u32::from(piece.width), 4);
        // The frame whose instant is nearest to this hundredth of a second.
        let shown = (now * 30 + 50) / 100;
        let frame = frame(&workshop, shown);
        let pairs = || canvas.chunks_exact(4).zip(frame.rgb.chunks_exact(3));
        let distance = |(a, b): (&[u8], &[u8])| (0..3).map(|i| a[i].abs_diff(b[i])).max().unwrap();
        let far = pairs().map(distance).max().unwrap();
        assert!(far <= 32, "frame {shown}: a channel is {far} off");
        let mean = pairs().map(|pair| u64::from(distance(pair))).sum::<u64>() as f64 / pairs().count() as f64;
        assert!(mean < 0.5, "frame {shown}: channels are {mean} off");
        now += usize::from(piece.delay);
    }
    assert_eq!(now, 500, "hundredths of a second");
}

/// Copies the pixels of `piece` that are not transparent into `canvas`.
fn paste(canvas: &mut [u8], piece: &[u8], (left, top): (u32, u32), width: u32, depth: usize) {
    for (y, row) in piece.chunks_exact(width as usize * depth).enumerate() {
        for (x, pixel) in row.chunks_exact(depth).enumerate() {
            let at = ((top as usize + y) * SIZE.0 as usize + left as usize + x) * depth;
            if depth == 3 || pixel[3] > 0 {
                canvas[at..at + depth].copy_from_slice(pixel);
            }
        }
    }
}

#[test]
fn what_a_format_cannot_hold_is_said_before_anything_is_removed() {
    let workshop = rendered(&["--format", "png"]);
    write_tone(&workshop, "long.wav", 5 * 48_000 + 4_000);
    write_tone(&workshop, "fits.wav", 5 * 48_000);
    fs::write(workshop.path("text.wav"), "no sound").unwrap();
    let long =
        "error: `long.wav` lasts 5.08333 s, the clip 5.0 s: cut the sound, or let the clip last longer\n";
    let cases: [(&[&str], i32, &str); 8] = [
        (
            &["--format", "gif", "--ffmpeg-args", "-crf 20"],
            2,
            "`--ffmpeg-args` is for mkv: add `--format mkv`",
        ),
        (&["--format", "mov", "--audio", "long.wav"], 2, long),
        (&["--format", "gif,apng", "--audio", "fits.wav"], 2, "gif holds no sound: leave out `--audio`"),
        (&["--audio", "fits.wav"], 2, "frames hold no sound: add `--format mp4`"),
        (&["--format", "mov", "--audio", "text.wav"], 3, "`text.wav` is not a WAV file"),
        (&["--format", "gif", "--fps", "60"], 2, "gif shows at most 50 frames a second: write `--fps 30`"),
        (&["--format", "gif", "--beat", "1"], 2, "a video is of the whole clip"),
        (&["--format", "avi"], 2, "[possible values: png, mp4, gif, apng, webm, mov, mkv]"),
    ];
    for (arguments, exit, message) in cases {
        let outcome = workshop.render(arguments);
        assert_eq!(outcome.exit, Some(exit), "{arguments:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(message), "{arguments:?}: {}", outcome.stderr);
    }
    assert!(workshop.path("output/clip/clip.json").exists());
    assert!(workshop.path("output/clip/frames/frame_000000.png").exists());
}

#[test]
fn without_ffmpeg_its_formats_say_how_to_get_it() {
    let workshop = new_workshop();
    let empty = tempfile::tempdir().unwrap();
    let outcome = run(workshop.rendering(&["--format", "webm"]).env("PATH", empty.path()));
    assert_eq!(outcome.exit, Some(4), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("webm takes the program `ffmpeg`, which is not on the path: install"));
    assert!(!workshop.path("output").exists());
}

#[test]
fn with_ffmpeg_its_formats_have_sound_captions_and_chapters() {
    if !has_ffmpeg() {
        return;
    }
    let workshop = new_workshop();
    write_tone(&workshop, "tone.wav", 5 * 48_000);
    let outcome = workshop.render(&["--format", "webm,mov", "--audio", "tone.wav"]);
    assert_eq!(outcome.exit, Some(0), "{}", outcome.stderr);
    let expected = [("webm", ["vp9", "opus", "webvtt"]), ("mov", ["prores", "pcm_s24le", "mov_text"])];
    for (format, codecs) in expected {
        let options = ["-v", "error", "-of", "json", "-show_streams", "-show_chapters", "-count_packets"];
        let mut command = Command::new("ffprobe");
        let output = command.args(options).arg(workshop.path(&format!("output/clip/clip.{format}"))).output();
        let probe: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
        let streams = probe["streams"].as_array().unwrap();
        for (stream, codec) in streams.iter().zip(codecs) {
            assert_eq!(stream["codec_name"], codec, "{format}");
        }
        let pictures = &streams[0];
        assert_eq!(pictures["nb_read_packets"], FRAMES.to_string().as_str());
        assert_eq!((&pictures["color_space"], &pictures["color_range"]), (&"bt709".into(), &"tv".into()));
        let titles: Vec<_> =
            probe["chapters"].as_array().unwrap().iter().map(|c| &c["tags"]["title"]).collect();
        assert_eq!(titles, ["A word", "A count"]);
    }
}

/// Every file contains titles and captions, although some containers lose parts of them, and `verify` reads
/// them there: if they are changed in the file, with digests that match, `verify` reports it.
#[test]
fn with_ffmpeg_texts_are_read_back_from_every_container() {
    if !has_ffmpeg() {
        return;
    }
    let workshop = new_workshop();
    let titles = ["a=b; #c ends in \\", "TITLE=[CHAPTER] <b>"];
    let scene = SCENE
        .replace("title   = \"A word\"", &format!("title   = '{}'", titles[0]))
        .replace("title   = \"A count\"", &format!("title   = '{}'", titles[1]))
        .replace("One word.", "1 < 2 & 3 > 2 --> {x}.");
    fs::write(workshop.path("clip.toml"), scene).unwrap();
    let formats = if cfg!(feature = "mp4") { "mp4,webm,mov,mkv" } else { "webm,mov,mkv" };
    let ffv1 = ["--ffmpeg-args", "-c:v ffv1"];
    let outcome = workshop.render(&[&["--format", formats][..], &ffv1].concat());
    assert_eq!((outcome.exit, outcome.stderr.as_str()), (Some(0), ""));
    let verify = || workshop.run(&["verify", "output"]);
    assert_eq!(verify().exit, Some(0), "{}", verify().stdout);
    for format in formats.split(',') {
        let path = format!("output/clip/clip.{format}");
        let mut command = Command::new("ffprobe");
        let options = ["-v", "error", "-of", "json", "-show_chapters"];
        let output = command.args(options).arg(workshop.path(&path)).output().unwrap();
        let probe: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found: Vec<_> = probe["chapters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["tags"]["title"].as_str().unwrap())
            .collect();
        assert_eq!(found, titles, "{format}");

        let bytes = workshop.bytes(&path);
        for (text, other) in [("ends in", "ENDS IN"), ("fifteen", "sixteen")] {
            let forged = replaced(&bytes, text, other);
            assert_ne!(forged, bytes, "{format} holds `{text}`");
            fs::write(workshop.path(&path), forged).unwrap();
            seal(&workshop);
            let outcome = verify();
            assert_eq!(outcome.exit, Some(1), "{format} {text}");
            let says = format!("error[bad-video]: `clip.{format}` is not the video of its manifest: its c");
            assert!(outcome.stdout.contains(&says), "{format} {text}: {}", outcome.stdout);
        }
        fs::write(workshop.path(&path), &bytes).unwrap();
        seal(&workshop);
        assert_eq!(verify().exit, Some(0), "{}", verify().stdout);
    }
}

/// Replaces every occurrence of a text by another one of the same length.
fn replaced(bytes: &[u8], text: &str, other: &str) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for at in 0..bytes.len() - text.len() {
        if bytes[at..].starts_with(text.as_bytes()) {
            bytes[at..at + text.len()].copy_from_slice(other.as_bytes());
        }
    }
    bytes
}

/// Matroska accepts any codec that ffmpeg has; an unknown encoder is reported.
#[test]
fn with_ffmpeg_matroska_holds_what_is_asked_for() {
    if !has_ffmpeg() {
        return;
    }
    let workshop = new_workshop();
    let lossless = ["--format", "mkv", "--ffmpeg-args", "-c:v ffv1 -pix_fmt yuv444p"];
    let outcome = workshop.render(&lossless);
    assert_eq!(outcome.exit, Some(0), "{}", outcome.stderr);
    let options = ["-v", "error", "-of", "json", "-show_streams", "-show_chapters"];
    let output = Command::new("ffprobe").args(options).arg(workshop.path("output/clip/clip.mkv")).output();
    let probe: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    let names: Vec<_> =
        probe["streams"].as_array().unwrap().iter().map(|stream| &stream["codec_name"]).collect();
    assert_eq!(names, ["ffv1", "subrip"]);
    assert_eq!(probe["chapters"].as_array().unwrap().len(), 2);
    let recipe = workshop.manifest()["videos"][0]["recipe"].clone();
    assert_eq!(workshop.render(&["--format", "mkv", "--ffmpeg-args", "-c:v ffv1"]).exit, Some(0));
    assert_ne!(workshop.manifest()["videos"][0]["recipe"], recipe, "it follows from the options, too");
    let outcome = workshop.render(&["--format", "mkv", "--ffmpeg-args", "-c:v absent"]);
    assert_eq!(outcome.exit, Some(3));
    assert!(
        outcome.stderr.contains("ffmpeg failed: ") && outcome.stderr.contains("absent"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn several_scenes_end_in_a_table_and_a_step_summary() {
    let workshop = new_workshop();
    fs::write(workshop.path("wrong.toml"), SCENE.replace("kind = \"text\"", "kind = \"txt\"")).unwrap();
    fs::write(workshop.path("page.md"), "before\n").unwrap();
    let mut command = workshop.rendering(&["wrong.toml", "--format", "gif"]);
    let outcome = run(command.env("GITHUB_STEP_SUMMARY", workshop.path("page.md")));
    assert_eq!(outcome.exit, Some(1), "{}", outcome.stderr);
    let table: Vec<_> = outcome.stdout.lines().collect();
    assert_eq!(
        table[2].split_whitespace().collect::<Vec<_>>(),
        ["clip", "frames", "lasts", "took", "videos"]
    );
    assert!(table[3].starts_with("clip") && table[3].ends_with("clip.gif"), "{}", table[3]);
    assert!(table[4].starts_with("wrong") && table[4].contains("failed"), "{}", table[4]);
    assert!(table[5].starts_with("1 of 2 clips rendered, 150 frames"), "{}", table[5]);
    let page = workshop.text("page.md");
    assert!(page.starts_with("before\n### halfminute render\n"), "{page}");
    assert!(page.contains("| wrong | failed |") && page.contains("\\`wrong.toml\\` has 1 error"), "{page}");

    let objects = workshop.render(&["wrong.toml", "--format", "gif", "--json"]).objects();
    assert_eq!(objects.len(), 3, "two scenes and a summary");
    assert_eq!(objects[0]["videos"][0]["file"], "clip.gif");
    assert_eq!((&objects[2]["status"], &objects[2]["failed"]), (&"summary".into(), &1.into()));
}

#[test]
fn sound_is_heard_where_a_container_takes_it() {
    let formats = if cfg!(feature = "mp4") { "gif,mp4" } else { return };
    let workshop = new_workshop();
    write_tone(&workshop, "tone.wav", 5 * 48_000);
    let outcome = workshop.render(&["--format", formats, "--audio", "tone.wav"]);
    assert_eq!((outcome.exit, outcome.stderr.as_str()), (Some(0), ""));
    assert!(workshop.path("output/clip/clip.gif").exists());
}

/// A terminal signal reaches only this program, which then ends ffmpeg and cleans up.
#[cfg(unix)]
#[test]
fn an_encoder_is_ended_with_the_render() {
    let workshop = new_workshop();
    // The script reads everything and never ends by itself.
    workshop.write_ffmpeg(&format!("{ANSWERS}echo $$ > pid\nexec sleep 600"));
    let mut command = workshop.rendering(&["--format", "webm"]);
    let mut child = command.env("PATH", workshop.path_of_programs()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until(&mut child, || workshop.path("pid").exists());
    send(&child, "INT");
    let outcome = Outcome::of_child(child);
    let told = "interrupted: what is whole is kept, run the same command again to go on\n";
    assert_eq!((outcome.exit, outcome.stderr.as_str()), (Some(130), told));
    let names = workshop.names("output/clip");
    assert!(names.iter().all(|name| !name.ends_with(".partial")), "{names:?}");
}
