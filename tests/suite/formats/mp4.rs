//! MP4 files, taken apart box by box and decoded.

use mp4_atom::{Any, Codec, Colr, Decode, FourCC, Header, Moov, StszSamples, Trak};
use openh264::decoder::Decoder;
use openh264::formats::YUVSource;

use super::{FRAMES, SIZE, frame, new_workshop, rendered, write_tone};
use crate::workshop::run;

/// Names of the boxes in a file, in order, and its parsed `moov` box.
fn index(file: &[u8]) -> (Vec<String>, Moov) {
    let (mut rest, mut names, mut index) = (file, Vec::new(), None);
    while !rest.is_empty() {
        let mut body = rest;
        let header = Header::decode(&mut body).unwrap();
        names.push(header.kind.to_string());
        let end = file.len() - body.len() + header.size.unwrap();
        if let Ok(Any::Moov(moov)) = Any::decode(&mut &rest[..]) {
            index = Some(moov);
        }
        rest = &file[end..];
    }
    (names, index.unwrap())
}

/// Contents of all samples of a track.
fn samples<'a>(file: &'a [u8], track: &Trak) -> Vec<&'a [u8]> {
    let table = &track.mdia.minf.stbl;
    let StszSamples::Different { sizes } = &table.stsz.samples else { panic!("equal sizes") };
    let mut sizes = sizes.iter();
    let mut samples = Vec::new();
    for (place, number) in table.stco.as_ref().unwrap().entries.iter().zip(1..) {
        let run = table.stsc.entries.iter().rev().find(|entry| entry.first_chunk <= number).unwrap();
        let mut at = *place as usize;
        for size in sizes.by_ref().take(run.samples_per_chunk as usize) {
            samples.push(&file[at..at + *size as usize]);
            at += *size as usize;
        }
    }
    samples
}

/// Converts units with length prefixes to units with start codes, as the decoder expects.
fn stream(mut sample: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some((length, rest)) = sample.split_first_chunk() {
        let (unit, rest) = rest.split_at(u32::from_be_bytes(*length) as usize);
        bytes.extend([0, 0, 0, 1]);
        bytes.extend(unit);
        sample = rest;
    }
    bytes
}

#[test]
fn an_mp4_has_exact_time_colours_chapters_and_captions_and_its_index_first() {
    let workshop = rendered(&["--format", "mp4"]);
    let file = workshop.bytes("output/clip/clip.mp4");
    let (boxes, moov) = index(&file);
    assert_eq!(boxes, ["ftyp", "moov", "mdat"]);
    let [pictures, captions, titles] = moov.trak.as_slice() else { panic!("{} tracks", moov.trak.len()) };
    let time = &pictures.mdia.minf.stbl.stts.entries;
    assert_eq!((time.len(), time[0].sample_count), (1, FRAMES as u32));
    assert_eq!(pictures.mdia.mdhd.timescale, time[0].sample_delta * 30, "30 pictures a second");
    assert_eq!(moov.mvhd.duration, u64::from(moov.mvhd.timescale) * 5);
    let keys = &pictures.mdia.minf.stbl.stss.as_ref().unwrap().entries;
    assert_eq!(keys, &[1, 61, 121], "groups of 60 pictures");
    let Codec::Avc1(avc) = &pictures.mdia.minf.stbl.stsd.codecs[0] else { panic!("not H.264") };
    assert_eq!((u32::from(avc.visual.width), u32::from(avc.visual.height)), SIZE);
    let bt709 = Colr::Nclx {
        colour_primaries: 1,
        transfer_characteristics: 13,
        matrix_coefficients: 1,
        full_range_flag: false,
    };
    assert_eq!(avc.colr, Some(bt709));
    let chapters = &moov.udta.as_ref().unwrap().chpl.as_ref().unwrap().entries;
    let chapters: Vec<_> = chapters.iter().map(|chapter| (chapter.start, chapter.title.as_str())).collect();
    assert_eq!(chapters, [(0, "A word"), (20_000_000, "A count")]);
    let texts: Vec<_> = samples(&file, captions).iter().map(|text| &text[2..]).collect();
    assert_eq!(texts, [b"One word.".as_slice(), b"Ten, then fifteen."]);
    assert!(!captions.tkhd.enabled, "captions are in the picture already");
    let references = &pictures.tref.as_ref().unwrap().track_reference_type_boxes;
    assert_eq!(
        (references[0].reference_type, &references[0].track_ids),
        (FourCC::new(b"chap"), &vec![titles.tkhd.track_id])
    );
    let texts: Vec<_> = samples(&file, titles).iter().map(|text| &text[2..]).collect();
    assert_eq!(texts, [b"A word".as_slice(), b"A count"]);
    let lasts: Vec<_> = titles.mdia.minf.stbl.stts.entries.iter().map(|entry| entry.sample_delta).collect();
    assert_eq!(lasts, [2, 3].map(|seconds| seconds * titles.mdia.mdhd.timescale));
    assert!(!titles.tkhd.enabled, "nobody wants titles over the picture");
}

#[test]
fn decoded_pictures_are_close_to_the_frames() {
    let workshop = rendered(&["--format", "png,mp4"]);
    let file = workshop.bytes("output/clip/clip.mp4");
    let (_, moov) = index(&file);
    let track = &moov.trak[0];
    let Codec::Avc1(avc) = &track.mdia.minf.stbl.stsd.codecs[0] else { panic!("not H.264") };
    let mut decoder = Decoder::new().unwrap();
    for set in avc.avcc.sequence_parameter_sets.iter().chain(&avc.avcc.picture_parameter_sets) {
        decoder.decode(&[&[0, 0, 0, 1], set.as_slice()].concat()).unwrap();
    }
    for (at, sample) in samples(&file, track).iter().enumerate() {
        let picture = decoder.decode(&stream(sample)).unwrap().unwrap();
        let frame = frame(&workshop, at).rgb;
        let (y, stride) = (picture.y(), picture.strides().0);
        let mut squares = 0.0;
        for (pixel, colour) in frame.chunks_exact(3).enumerate() {
            let (row, column) = (pixel / SIZE.0 as usize, pixel % SIZE.0 as usize);
            let [r, g, b] = [0, 1, 2].map(|i| f64::from(colour[i]));
            let luma = 16.0 + (0.2126 * r + 0.7152 * g + 0.0722 * b) * 219.0 / 255.0;
            let off = luma - f64::from(y[row * stride + column]);
            squares += off * off;
        }
        // This bound corresponds to a signal-to-noise ratio of 42 dB.
        let mean = squares / f64::from(SIZE.0 * SIZE.1);
        assert!(mean < 4.1, "frame {at}: {mean:.1}");
    }
}

#[test]
fn a_picture_that_repeats_the_one_before_takes_a_few_bytes() {
    let workshop = rendered(&["--format", "png,mp4"]);
    let file = workshop.bytes("output/clip/clip.mp4");
    let (_, moov) = index(&file);
    let samples = samples(&file, &moov.trak[0]);
    let repeats =
        |at: &usize| !at.is_multiple_of(60) && frame(&workshop, *at).rgb == frame(&workshop, at - 1).rgb;
    let repeating: Vec<usize> = (0..FRAMES).filter(repeats).collect();
    assert!(repeating.len() > 50, "the scene stands still for most of its time: {}", repeating.len());
    for at in repeating {
        assert!(samples[at].len() < 20, "frame {at}: {} bytes", samples[at].len());
    }
}

#[test]
fn sound_is_kept_without_loss_and_takes_no_other_program() {
    let workshop = new_workshop();
    // The sound is half a frame too long, but must end together with the pictures.
    write_tone(&workshop, "tone.wav", 5 * 48_000 + 800);
    let empty = tempfile::tempdir().unwrap();
    let mut command = workshop.rendering(&["--format", "mp4", "--audio", "tone.wav"]);
    let outcome = run(command.env("PATH", empty.path()));
    assert_eq!(outcome.exit, Some(0), "{}", outcome.stderr);
    let file = workshop.bytes("output/clip/clip.mp4");
    let (_, moov) = index(&file);
    let track = &moov.trak[1];
    assert_eq!((track.mdia.mdhd.timescale, track.mdia.mdhd.duration), (48_000, 240_000));
    assert!(matches!(track.mdia.minf.stbl.stsd.codecs[0], Codec::Flac(_)));
    assert!(samples(&file, track).iter().all(|frame| frame[..2] == [0xff, 0xf8]), "FLAC's sync code");
    assert_eq!(samples(&file, track).len(), 240_000_usize.div_ceil(4096));
}

#[test]
fn odd_sides_are_refused_with_the_nearest_size() {
    let workshop = new_workshop();
    let outcome = workshop.render(&["--format", "mp4", "--size", "321x181"]);
    assert_eq!(outcome.exit, Some(2));
    assert!(
        outcome.stderr.contains("the clip has 321x181 pixels: write `--size 322x182`"),
        "{}",
        outcome.stderr
    );
    assert!(!workshop.path("output").exists());
    assert_eq!(workshop.names("."), ["clip.toml"]);
}
