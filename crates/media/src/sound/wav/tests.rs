use std::io::Cursor;

use proptest::prelude::{any, proptest};

use super::Wave;

/// A file of mono sound at 8,000 samples per second.
struct File {
    tag: u16,
    bits: u16,
    bytes: u16,
    extension: Vec<u8>,
    riff: Option<u32>,
    promised: Option<u32>,
    data: Vec<u8>,
}

impl File {
    fn new(tag: u16, bits: u16, data: &[u8]) -> Self {
        let bytes = bits.div_ceil(8);
        Self { tag, bits, bytes, extension: Vec::new(), riff: None, promised: None, data: data.to_vec() }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut format = self.tag.to_le_bytes().to_vec();
        format.extend(1_u16.to_le_bytes());
        format.extend(8_000_u32.to_le_bytes());
        format.extend((8_000 * u32::from(self.bytes)).to_le_bytes());
        format.extend(self.bytes.to_le_bytes());
        format.extend(self.bits.to_le_bytes());
        format.extend(&self.extension);
        let mut body = b"WAVEfmt ".to_vec();
        body.extend((format.len() as u32).to_le_bytes());
        body.extend(format);
        body.extend(b"data");
        body.extend(self.promised.unwrap_or(self.data.len() as u32).to_le_bytes());
        body.extend(&self.data);
        let riff = self.riff.unwrap_or(body.len() as u32);
        [b"RIFF", &riff.to_le_bytes()[..], &body].concat()
    }

    /// The decoded samples and their bits, or the reason for failure.
    fn read(&self) -> Result<(Vec<i32>, u8), String> {
        let mut file = Cursor::new(self.bytes());
        let wave = Wave::read(&mut file).map_err(|error| error.to_string())?;
        assert_eq!((wave.channels, wave.rate), (1, 8_000));
        let samples = wave.samples(&mut file, u64::MAX).map_err(|error| error.to_string())?;
        Ok((samples, wave.bits()))
    }
}

#[test]
fn every_kind_of_number_is_read_as_it_is_meant() {
    let read = |tag, bits, data: &[u8]| File::new(tag, bits, data).read().unwrap();
    assert_eq!(read(1, 8, &[0, 128, 255]), (vec![-32_768, 0, 32_512], 16));
    assert_eq!(read(1, 16, &[0, 0x80, 1, 0, 255, 127]), (vec![-32_768, 1, 32_767], 16));
    assert_eq!(read(1, 24, &[0, 0, 0x80, 1, 0, 0, 255, 255, 127]), (vec![-8_388_608, 1, 8_388_607], 24));
    // Values are rounded to 24 bits, and clamped to their range.
    let words = [256_i32, 127, 128, -128, -129, i32::MAX, i32::MIN].map(i32::to_le_bytes).concat();
    assert_eq!(read(1, 32, &words), (vec![1, 0, 1, 0, -1, 8_388_607, -8_388_608], 24));
    let floats = [0.5_f32, -1.0, 1.0, 7.0, f32::NEG_INFINITY].map(f32::to_le_bytes).concat();
    let expected = vec![4_194_304, -8_388_608, 8_388_607, 8_388_607, -8_388_608];
    assert_eq!(read(3, 32, &floats), (expected, 24));
    assert_eq!(read(3, 64, &0.25_f64.to_le_bytes()), (vec![2_097_152], 24));
    assert!(File::new(3, 32, &f32::NAN.to_le_bytes()).read().unwrap_err().contains("not a number"));
}

#[test]
fn bits_within_longer_words_are_the_high_ones() {
    let whole = b"\x01\0\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71";
    let extension = [&[22, 0, 24, 0, 4, 0, 0, 0], &whole[..]].concat();
    let data = [1_000_i32 << 8, -1_000 * 256].map(i32::to_le_bytes).concat();
    let extensible = File { extension, ..File::new(0xfffe, 32, &data) };
    assert_eq!(extensible.read().unwrap(), (vec![1_000, -1_000], 24));
    let plain = File { bytes: 4, ..File::new(1, 24, &data) };
    assert_eq!(plain.read().unwrap(), (vec![1_000, -1_000], 24));
}

#[test]
fn a_length_that_stands_for_none_lasts_to_the_end() {
    let data = [1, 0, 2, 0, 3, 0, 4];
    for promised in [0, u32::MAX, 2_000_000_000, 0x7fff_f000] {
        for riff in [0, u32::MAX, 2_000_000_036] {
            let file = File { riff: Some(riff), promised: Some(promised), ..File::new(1, 16, &data) };
            assert_eq!(file.read().unwrap().0, [1, 2, 3], "{promised} in {riff}: half a sample is none");
        }
    }
    assert_eq!(File::new(1, 16, &[]).read().unwrap().0, [0; 0], "a file that knows its length");
}

#[test]
fn a_file_that_is_cut_off_or_foreign_says_so() {
    let told = |file: File| file.read().unwrap_err();
    let cut = File { promised: Some(100), ..File::new(1, 16, &[0; 60]) };
    assert_eq!(told(cut), "is cut off: it promises 100 bytes of sound and has 60");
    assert_eq!(told(File::new(1, 16, &[0; 7])), "is cut off in the middle of a sample");
    assert_eq!(told(File::new(85, 16, &[0; 8])), "holds compressed sound (coding 85)");
    assert_eq!(told(File::new(1, 64, &[0; 8])), "has samples of 64 bits");
    let odd = File { bytes: 1, ..File::new(1, 16, &[0; 8]) };
    assert_eq!(told(odd), "contradicts itself in what it says of its sound");
    let whole = File::new(1, 16, &[1, 0]).bytes();
    for at in 0..whole.len() {
        assert!(Wave::read(&mut Cursor::new(&whole[..at])).is_err(), "cut after {at} bytes");
    }
}

#[test]
fn sounds_that_take_64_bits_say_so_elsewhere() {
    let mut bytes = File { promised: Some(u32::MAX), ..File::new(1, 16, &[1, 0, 2, 0, 9, 9]) }.bytes();
    bytes[..4].copy_from_slice(b"RF64");
    let large = [&b"ds64\x18\0\0\0"[..], &99_u64.to_le_bytes(), &4_u64.to_le_bytes(), &[0; 8]].concat();
    bytes.splice(12..12, large);
    let mut file = Cursor::new(bytes);
    let wave = Wave::read(&mut file).unwrap();
    assert_eq!(wave.samples(&mut file, 9).unwrap(), [1, 2]);
}

proptest! {
    #[test]
    fn no_bytes_make_it_fail_otherwise(at in 0_usize..60, more in proptest::collection::vec(any::<u8>(), 0..40)) {
        let mut bytes = File::new(1, 16, &[0; 16]).bytes();
        bytes.splice(at..(at + more.len()).min(60), more);
        let mut file = Cursor::new(bytes);
        if let Ok(wave) = Wave::read(&mut file) {
            match wave.samples(&mut file, 1_000) {
                Ok(samples) => assert!(samples.len() <= 100 - 44),
                Err(error) => assert!(error.to_string().contains("not a number"), "{error}"),
            }
        }
    }
}
