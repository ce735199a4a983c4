//! `--audio`: WAV files in the variants that programs write, and the sound in the video.
#![cfg(feature = "mp4")]

use std::fs;
use std::process::Command;

use crate::workshop::{Outcome, Workshop};

/// A WAV file with this coding, number of channels, bits per sample, sample rate and data.
fn wav(coding: u16, channels: u16, bits: u16, rate: u32, data: &[u8]) -> Vec<u8> {
    let block = channels * bits.div_ceil(8);
    let format = [
        &coding.to_le_bytes()[..],
        &channels.to_le_bytes(),
        &rate.to_le_bytes(),
        &(rate * u32::from(block)).to_le_bytes(),
        &block.to_le_bytes(),
        &bits.to_le_bytes(),
    ]
    .concat();
    let length = data.len() as u32;
    let body = [b"WAVEfmt \x10\0\0\0", &format[..], b"data", &length.to_le_bytes(), data].concat();
    [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
}

/// A ramp of `seconds` seconds that repeats only after 30,011 samples.
fn ramp(seconds: usize) -> Vec<i16> {
    (0..8_000 * seconds).map(|at| (at * 37 % 30_011) as i16 - 15_000).collect()
}

fn bytes(samples: &[i16]) -> Vec<u8> {
    samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
}

fn heard(workshop: &Workshop, file: &[u8]) -> Outcome {
    fs::write(workshop.path("a.wav"), file).unwrap();
    workshop.render(&["--size", "96x54", "--format", "mp4", "--audio", "a.wav", "--json"])
}

/// The sound of the video as 16-bit samples; `None` if `ffmpeg` is not installed.
fn decoded(workshop: &Workshop) -> Option<Vec<i16>> {
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-i"]).arg(workshop.clip("clip.mp4")).args(["-f", "s16le", "-"]);
    let output = command.output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout.as_chunks().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect())
}

#[test]
fn a_sound_that_was_written_to_a_pipe_lasts_to_its_end() {
    let samples = ramp(4);
    let whole = wav(1, 1, 16, 8_000, &bytes(&samples));
    for length in [0, 2_000_000_000, u32::MAX] {
        let mut streamed = whole.clone();
        streamed[4..8].copy_from_slice(&length.to_le_bytes());
        streamed[40..44].copy_from_slice(&length.to_le_bytes());
        let workshop = Workshop::new();
        let outcome = heard(&workshop, &streamed).done();
        assert_eq!(outcome.stderr, "", "{length}");
        if let Some(decoded) = decoded(&workshop) {
            assert!(decoded == samples, "{length}");
        }
    }
}

#[test]
fn bits_above_sixteen_are_heard_where_they_are() {
    let samples = ramp(4);
    let word = |sample: &i16| (i32::from(*sample) << 16).to_le_bytes();
    let float = |sample: &i16| (f32::from(*sample) / 32_768.0).to_le_bytes();
    let words: Vec<u8> = samples.iter().flat_map(word).collect();
    let floats: Vec<u8> = samples.iter().flat_map(float).collect();
    for file in [wav(1, 1, 32, 8_000, &words), wav(3, 1, 32, 8_000, &floats)] {
        let workshop = Workshop::new();
        heard(&workshop, &file).done();
        if let Some(decoded) = decoded(&workshop) {
            assert!(decoded == samples);
        }
    }
}

#[test]
fn silence_follows_a_sound_that_is_shorter_than_the_clip() {
    let samples = ramp(3);
    let workshop = Workshop::new();
    let outcome = heard(&workshop, &wav(1, 1, 16, 8_000, &bytes(&samples))).done();
    assert_eq!(outcome.stderr, "note: `a.wav` lasts 3.0 s, the clip 4.0 s: the last 1.0 s are silent\n");
    assert_eq!(outcome.json()["silence"], 1.0);
    if let Some(decoded) = decoded(&workshop) {
        assert!(decoded == [samples, vec![0; 8_000]].concat());
    }
    // A difference of less than one frame is not reported.
    let nearly = ramp(4)[..31_900].to_vec();
    let outcome = heard(&workshop, &wav(1, 1, 16, 8_000, &bytes(&nearly))).done();
    assert_eq!((outcome.stderr.as_str(), outcome.json().get("silence")), ("", None));
}

#[test]
fn sounds_that_cannot_be_heard_say_what_they_are() {
    let second = bytes(&ramp(1));
    let mut cut = wav(1, 1, 16, 8_000, &bytes(&ramp(4)));
    cut.truncate(40_000);
    let save = "save it as WAV with one or two channels, 8000 to 48000 samples a second";
    let cases = [
        (wav(1, 6, 16, 8_000, &second[..12_000]), 2, format!("`a.wav` has 6 channels: {save}")),
        (wav(1, 1, 16, 192_000, &second), 2, format!("`a.wav` has 192000 samples a second: {save}")),
        (wav(85, 1, 16, 8_000, &second), 2, format!("`a.wav` holds compressed sound (coding 85): {save}")),
        (
            wav(1, 1, 16, 8_000, &bytes(&ramp(5))),
            2,
            "`a.wav` lasts 5.0 s, the clip 4.0 s: cut the sound".into(),
        ),
        (wav(1, 1, 16, 8_000, &[]), 3, "`a.wav` holds no sound".into()),
        (cut, 3, "`a.wav` is cut off: it promises 64000 bytes of sound and has 39956".into()),
        (wav(1, 1, 16, 8_000, &second[..333]), 3, "`a.wav` is cut off in the middle of a sample".into()),
        (b"RIFX".repeat(20), 2, "`a.wav` is a WAV file of the other byte order".into()),
        (b"{}".to_vec(), 3, "`a.wav` is not a WAV file".into()),
    ];
    let workshop = Workshop::new();
    for (file, exit, told) in cases {
        let outcome = heard(&workshop, &file);
        assert_eq!(outcome.exit, Some(exit), "{told}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(&told), "{told}: {}", outcome.stderr);
        assert!(!workshop.path("output").exists(), "{told}");
    }
}
