//! Comparison of an MP4 file with its clip: all bytes except for the pictures must be those that would be
//! written.

use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use mp4_atom::{Codec, FlacMetadataBlock, Trak};

use crate::Outline;
use halfminute_files as files;

use super::super::change::Change;
use super::super::flac::{self, Flac};
use super::super::packets::Packets;
use super::super::{GROUP, Sound, VideoError};
use super::movie::{Movie, Sample};
use super::tracks::Tracks;
use super::{broken, coder, head};

/// Maximum number of bytes of coded sound: ten minutes, with two channels and 48,000 samples of three bytes per
/// second, take less.
const MOST_SOUND: u64 = 256 << 20;

/// A file whose pictures are not compared yet.
pub struct Pictures {
    path: PathBuf,
    /// Parameter sets of the encoder, each after its length.
    pub header: Vec<u8>,
    groups: Vec<Vec<Sample>>,
    /// True if the file has sound, but there was none to compare it with.
    pub is_unheard: bool,
}

impl Pictures {
    /// Opens a file and compares its index, its texts and, if `sound` is given, its sound with those of `clip`.
    /// `first` holds the pixels of the clip's first frame.
    pub fn open(
        path: &Path,
        clip: &Outline,
        first: &[u8],
        sound: Option<&Sound>,
    ) -> Result<Self, VideoError> {
        let mut movie = Movie::open(path)?;
        let header = parameters(clip, first)?;
        let samples = movie.samples(movie.pictures()?)?;
        if samples.len() != clip.frame_count() as usize {
            return Err(broken("it has another number of pictures"));
        }
        let groups: Vec<Vec<Sample>> = samples.chunks(GROUP).map(<[Sample]>::to_vec).collect();
        let heard = heard(&mut movie)?;
        let expected = sound.map(flac::encode).transpose()?;
        let is_unheard = heard.is_some() && expected.is_none();
        if expected
            .as_ref()
            .is_some_and(|flac| heard.as_ref().map(|heard| &heard.frames) != Some(&flac.frames))
        {
            return Err(broken("its sound is not the one of the WAV file"));
        }
        let sizes: Vec<Vec<u32>> =
            groups.iter().map(|group| group.iter().map(|sample| sample.size).collect()).collect();
        let tracks = Tracks::new(&sizes, clip, expected.or(heard));
        let start = [head(&tracks, clip, &header)?, tracks.texts().to_vec()].concat();
        let mut there = Vec::new();
        files::open(path)?.take(start.len() as u64).read_to_end(&mut there)?;
        if there != start {
            let at = there.iter().zip(&start).take_while(|(a, b)| a == b).count();
            return Err(broken(format_args!(
                "byte {at} of its index or its texts is another than its scene gives"
            )));
        }
        Ok(Self { path: path.to_owned(), header, groups, is_unheard })
    }

    /// Reads the bytes of each picture in a group.
    pub fn group(&self, number: usize) -> Result<Vec<Vec<u8>>, VideoError> {
        let mut file = files::open(&self.path)?;
        let samples = self.groups.get(number).map(Vec::as_slice).unwrap_or_default();
        let read = |sample: &Sample| {
            let mut bytes = vec![0; sample.size as usize];
            file.seek(SeekFrom::Start(sample.at))?;
            file.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        samples.iter().map(read).collect()
    }
}

/// The parameter sets that the encoder writes for a clip, which do not depend on its pictures.
fn parameters(clip: &Outline, first: &[u8]) -> Result<Vec<u8>, VideoError> {
    let mut packets = Packets::default();
    let height = clip.size.1;
    coder(clip, None)?.frame(&Change::new(clip.size, first, &[], 0..height), &mut packets)?;
    Ok(packets.header)
}

/// The coded sound of a file, if it has any.
fn heard(movie: &mut Movie) -> Result<Option<Flac>, VideoError> {
    let is_sound = |track: &&Trak| track.mdia.minf.smhd.is_some();
    let Some(track) = movie.moov.trak.iter().find(is_sound).cloned() else { return Ok(None) };
    let unknown = || broken("its sound is not FLAC");
    let Some(Codec::Flac(codec)) = track.mdia.minf.stbl.stsd.codecs.first() else { return Err(unknown()) };
    let Some(FlacMetadataBlock::StreamInfo {
        minimum_block_size,
        sample_rate,
        num_channels_minus_one,
        bits_per_sample_minus_one,
        number_of_interchannel_samples,
        md5_checksum,
        ..
    }) = codec.dfla.blocks.first()
    else {
        return Err(unknown());
    };
    let samples = movie.samples(&track)?;
    if samples.iter().map(|sample| u64::from(sample.size)).sum::<u64>() > MOST_SOUND {
        return Err(broken("its sound is longer than that of any clip"));
    }
    let frames = samples.iter().map(|sample| movie.bytes(sample)).collect::<Result<_, _>>()?;
    Ok(Some(Flac {
        frames,
        block: *minimum_block_size,
        samples: *number_of_interchannel_samples,
        rate: *sample_rate,
        channels: num_channels_minus_one.saturating_add(1),
        bits: bits_per_sample_minus_one.saturating_add(1),
        md5: md5_checksum.as_slice().try_into().map_err(|_| unknown())?,
    }))
}
