//! Frames of a run to H.264 pictures: one group of pictures a run.
//!
//! A frame that equals the one before is not encoded: see [`repeat`].
//!
//! Each run has an encoder of its own, so that its bytes depend on its frames alone. Colours are
//! BT.709 in limited range, and the stream says so. The encoder is Cisco's OpenH264, whose own
//! conversion from RGB is BT.601 and not used.

use openh264::OpenH264API;
use openh264::encoder::{
    Complexity, Encoder, EncoderConfig, FrameRate, IntraFramePeriod, QpRange, RateControlMode,
    TransferCharacteristics, UsageType, VuiConfig,
};
use openh264::formats::YUVSlices;

use crate::time::Rate;

use super::change::{Area, Change};
use super::planes::Planes;
use super::spool::Packets;
use super::{Coder, VideoError};
use repeat::Layout;

mod decode;
mod repeat;

pub(super) use decode::GroupDecoder;

/// How coarsely the encoder rounds, the same for every picture. Hour 28 takes 5.6 MB at 20, 4.5 MB at
/// 23 and 3.5 MB at 26, where it is still 49 dB from its frames and looks the same. The mode of the
/// rate control that keeps to such a number is called buffer based; the others let bytes depend on
/// guesses about a network. The encoder's mode for screens takes 1.6 times the time for 3 % fewer bytes.
const QUANTISER: QpRange = QpRange::new(26, 26);

/// Encodes one group of pictures after another.
pub(super) struct H264Coder {
    config: EncoderConfig,
    group: Option<Group>,
    /// The last frame.
    planes: Planes,
}

/// The group of pictures that is being encoded.
struct Group {
    encoder: Encoder,
    /// How its slices look, unless they hold what is not known here.
    layout: Option<Layout>,
    /// Whether a picture was written that the encoder does not know of.
    repeated: bool,
}

impl H264Coder {
    pub(super) fn new(size: (u32, u32), rate: Rate) -> Self {
        let hertz = f64::from(rate.numerator()) / f64::from(rate.denominator());
        let config = EncoderConfig::new()
            .usage_type(UsageType::CameraVideoRealTime)
            .complexity(Complexity::Low)
            .rate_control_mode(RateControlMode::Bufferbased)
            .qp(QUANTISER)
            .max_frame_rate(FrameRate::from_hz(hertz as f32))
            .skip_frames(false)
            .adaptive_quantization(false)
            .background_detection(false)
            .scene_change_detect(false)
            .intra_frame_period(IntraFramePeriod::from_num_frames(0))
            // More would cut pictures into slices; the groups keep every core busy.
            .num_threads(1)
            .vui(VuiConfig::bt709().transfer_characteristics(TransferCharacteristics::Srgb));
        Self { config, group: None, planes: Planes::new(size) }
    }
}

impl Coder for H264Coder {
    fn frame(&mut self, frame: &Change<'_>, packets: &mut Packets) -> Result<(), VideoError> {
        let number = packets.table.len() as u32;
        if number == 0 {
            let encoder = Encoder::with_api_config(OpenH264API::from_source(), self.config)?;
            self.group = Some(Group { encoder, layout: None, repeated: false });
        }
        // The first frame has just made one.
        let Some(group) = &mut self.group else { return Ok(()) };
        let area = if number == 0 { Some(Area::whole(frame.size)) } else { frame.area };
        match (area, &group.layout) {
            (None, Some(layout)) => {
                add_unit(&layout.repeat(number)?, packets);
                group.repeated = true;
            }
            (area, _) => {
                if let Some(area) = area {
                    self.planes.convert(frame.rgb, area);
                }
                group.encode(&self.planes, frame.size, packets)?;
            }
        }
        packets.end(Area::whole(frame.size), 1)
    }
}

impl Group {
    /// Encodes the next picture.
    fn encode(&mut self, planes: &Planes, size: (u32, u32), packets: &mut Packets) -> Result<(), VideoError> {
        let number = packets.table.len() as u32;
        let (width, height) = (size.0 as usize, size.1 as usize);
        let planes = (&*planes.y, &*planes.u, &*planes.v);
        let source = YUVSlices::new(planes, (width, height), (width, width / 2, width / 2));
        let stream = self.encoder.encode(&source)?;
        let mut sequence = Vec::new();
        for layer in (0..stream.num_layers()).filter_map(|at| stream.layer(at)) {
            for unit in (0..layer.nal_count()).filter_map(|at| layer.nal_unit(at)) {
                let unit = strip_start_code(unit);
                match kind(unit) {
                    SEQUENCE_PARAMETERS => sequence.extend_from_slice(unit),
                    PICTURE_PARAMETERS => self.layout = Layout::new(&sequence, unit),
                    _ => {}
                }
                match &self.layout {
                    Some(layout) if self.repeated && kind(unit) == SLICE => {
                        add_unit(&layout.renumber(unit, number)?, packets);
                    }
                    _ => add_unit(unit, packets),
                }
            }
        }
        Ok(())
    }
}

/// Unit types of ITU-T H.264, table 7-1.
const SLICE: u8 = 1;
const SEQUENCE_PARAMETERS: u8 = 7;
const PICTURE_PARAMETERS: u8 = 8;

/// Parameter sets go to the header, slices to the packet, each after its length.
fn add_unit(unit: &[u8], packets: &mut Packets) {
    let length = (unit.len() as u32).to_be_bytes();
    let to = match kind(unit) {
        SEQUENCE_PARAMETERS | PICTURE_PARAMETERS => &mut packets.header,
        _ => &mut packets.bytes,
    };
    to.extend_from_slice(&length);
    to.extend_from_slice(unit);
}

/// The type of a unit.
fn kind(unit: &[u8]) -> u8 {
    unit.first().map_or(0, |byte| byte & 31)
}

fn strip_start_code(unit: &[u8]) -> &[u8] {
    let zeros = unit.iter().take_while(|byte| **byte == 0).count();
    unit.get(zeros + 1..).unwrap_or_default()
}

impl From<openh264::Error> for VideoError {
    fn from(error: openh264::Error) -> Self {
        Self::Failed(format!("the H.264 encoder failed: {error}"))
    }
}
