//! Validation of the options that a person passes to `ffmpeg`.
//!
//! The program takes every word that is not part of an option for the name of another output file, and many of
//! its options name files themselves. So only options are passed that are known to take one value that does not
//! name a file.

/// Options of encoders, without the stream specifier that may follow after a colon. Each takes one value.
const ENCODING: &[&str] = &[
    "aq-mode",
    "arnr-maxframes",
    "arnr-strength",
    "auto-alt-ref",
    "b",
    "bf",
    "bufsize",
    "c",
    "codec",
    "coder",
    "compression_level",
    "context",
    "cpu-used",
    "crf",
    "deadline",
    "g",
    "keyint_min",
    "lag-in-frames",
    "level",
    "lossless",
    "maxrate",
    "minrate",
    "pix_fmt",
    "preset",
    "profile",
    "q",
    "qmax",
    "qmin",
    "qp",
    "qscale",
    "quality",
    "refs",
    "row-mt",
    "sc_threshold",
    "slicecrc",
    "slices",
    "speed",
    "strict",
    "svtav1-params",
    "threads",
    "tile-columns",
    "tile-rows",
    "trellis",
    "tune",
    "usage",
    "vbr",
];

/// Checks options for an encoder.
///
/// # Errors
/// An option may not be passed; the text describes the first such one and what to write instead.
pub fn check_encoder_options(words: &[String]) -> Result<(), String> {
    words.chunks(2).try_for_each(|pair| {
        let word = &pair[0];
        let Some(option) = word.strip_prefix('-') else {
            return Err(format!(
                "`{word}` is no option, and ffmpeg would write a second file of this name: write options as \
                 pairs, such as \"-c:v libx265 -crf 24\""
            ));
        };
        let name = option.split(':').next().unwrap_or_default();
        if !ENCODING.contains(&name) {
            return Err(format!(
                "`{word}` is not among the options that are handed on, which are those of encoders and take one \
                 value: {}",
                ENCODING.join(", ")
            ));
        }
        if pair.len() == 1 {
            return Err(format!("`{word}` lacks its value: write \"-c:v libx265 -crf 24\""));
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::check_encoder_options;

    fn check(text: &str) -> Result<(), String> {
        check_encoder_options(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_of_encoders_are_handed_on() {
        for text in [
            "",
            "-c:v libx265 -crf 24",
            "-c:v ffv1 -pix_fmt yuv444p",
            "-c:v libsvtav1 -svtav1-params tune=0 -c:a flac",
            "-b:v 2M -g -1",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn nothing_that_names_a_file_is_handed_on() {
        for text in [
            "second.mkv",
            "-c:v libx265 second.mkv",
            "-an second.mkv",
            "-y -c:v ffv1 second.mkv",
            "-c:v ffv1 -f null second.mkv",
            "-f tee a|b",
            "-passlogfile stats",
            "-vstats_file stats",
            "-progress file",
            "-report x",
            "-i other.mkv",
            "-attach file",
            "-dump_attachment:t file",
            "-filter_script file",
            "-vf movie=other.mkv",
            "-x265-params csv=log",
            "--c:v ffv1",
            "-",
            "-c:v",
        ] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
