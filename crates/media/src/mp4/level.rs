//! The H.264 level that a decoder needs for a picture size and a frame rate.

use halfminute_basics::time::Rate;

/// A level of H.264 (ITU-T H.264, table A-1).
struct Level {
    /// Number of the level, times ten.
    number: u8,
    /// Highest rate, in macroblocks per second.
    speed: u64,
    /// Largest picture, in macroblocks.
    size: u64,
}

const fn level(number: u8, speed: u64, size: u64) -> Level {
    Level { number, speed, size }
}

const LEVELS: [Level; 16] = [
    level(10, 1_485, 99),
    level(11, 3_000, 396),
    level(12, 6_000, 396),
    level(13, 11_880, 396),
    level(21, 19_800, 792),
    level(22, 20_250, 1_620),
    level(30, 40_500, 1_620),
    level(31, 108_000, 3_600),
    level(32, 216_000, 5_120),
    level(40, 245_760, 8_192),
    level(42, 522_240, 8_704),
    level(50, 589_824, 22_080),
    level(51, 983_040, 36_864),
    level(52, 2_073_600, 36_864),
    level(60, 4_177_920, 139_264),
    level(61, 8_355_840, 139_264),
];

/// The number, times ten, of the lowest level for pictures of this size at this rate.
pub(super) fn required((width, height): (u32, u32), rate: Rate) -> u8 {
    let size = u64::from(width.div_ceil(16)) * u64::from(height.div_ceil(16));
    let speed = (size * u64::from(rate.numerator())).div_ceil(u64::from(rate.denominator()));
    LEVELS.iter().find(|level| size <= level.size && speed <= level.speed).map_or(62, |level| level.number)
}

#[cfg(test)]
mod tests {
    use super::required;

    #[test]
    fn levels_are_those_of_the_standard() {
        let required = |size, rate: &str| required(size, rate.parse().unwrap());
        assert_eq!(required((1920, 1080), "30"), 40);
        assert_eq!(required((1920, 1080), "60000/1001"), 42);
        assert_eq!(required((1920, 1080), "240"), 52);
        assert_eq!(required((3840, 2160), "30"), 51);
        assert_eq!(required((3840, 2160), "120"), 60);
        assert_eq!(required((3840, 2160), "240"), 61);
        assert_eq!(required((64, 36), "1"), 10);
    }
}
