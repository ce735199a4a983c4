use std::fs;

use super::container_texts;

fn texts(name: &str, bytes: &[u8]) -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    container_texts(&path).unwrap().map_err(|error| error.to_string())
}

fn atom(kind: &[u8; 4], inside: &[u8]) -> Vec<u8> {
    let size = u32::try_from(inside.len() + 8).unwrap().to_be_bytes();
    [&size[..], kind, inside].concat()
}

fn chunk(kind: &[u8; 4], inside: &[u8]) -> Vec<u8> {
    let size = u32::try_from(inside.len()).unwrap().to_be_bytes();
    [&size[..], kind, inside, b"sums"].concat()
}

#[test]
fn texts_are_found_in_any_box_but_the_media() {
    let title = atom(b"udta", &atom(b"odd ", b"\0\0\0\x01A title\0"));
    let wide = atom(b"uuid", b"\0T\0B\0D\0\0d\0r\0a\0f\0t\0");
    let short =
        atom(b"meta", &[&[0; 4][..], &atom(b"ilst", &atom(b"\xa9nam", &atom(b"data", b"TODO")))].concat());
    let file = [
        atom(b"ftyp", b"isom\0\0\0\x01"),
        atom(b"moov", &[title, short, wide, atom(b"stsz", b"\0\0sizes")].concat()),
        atom(b"mdat", b"pixels, pixels"),
        atom(b"free", b"left behind"),
    ];
    assert_eq!(
        texts("a.mp4", &file.concat()).unwrap(),
        ["isom", "A title", "TODO", "TBD", "draft", "left behind"]
    );
    assert!(texts("a.mp4", b"no").is_err());
    assert_eq!(texts("a.mp4", b""), Err("it is empty".to_owned()));
}

#[test]
fn a_box_that_claims_too_much_ends_with_the_file() {
    let bytes = [&u32::MAX.to_be_bytes()[..], b"moovsome text"].concat();
    assert_eq!(texts("a.mp4", &bytes).unwrap(), ["some text"]);
}

#[test]
fn texts_of_a_png_are_those_of_its_chunks() {
    let start = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &[0; 13])].concat();
    let text = [chunk(b"tEXt", b"Comment\0TBD"), chunk(b"IDAT", b"pixels"), chunk(b"IEND", b"")].concat();
    for name in ["a.png", "a.apng"] {
        assert_eq!(texts(name, &[&start[..], &text].concat()).unwrap(), ["Comment", "TBD"]);
    }
    let plain = chunk(b"iTXt", b"Title\0\0\0en\0\0draft");
    assert_eq!(texts("a.png", &[&start[..], &plain].concat()).unwrap(), ["Title", "draft"]);
    for packed in [chunk(b"iTXt", b"Title\0\x01\0\0\0x"), chunk(b"zTXt", b"Title\0\0x")] {
        assert_eq!(
            texts("a.png", &[&start[..], &packed].concat()),
            Err("a text in it is compressed".to_owned())
        );
    }
    assert!(texts("a.png", b"text").is_err());
}

#[test]
fn texts_of_a_gif_are_those_of_its_extensions() {
    let header = *b"GIF89a\x01\0\x01\0\x80\0\0";
    let image = [&[0x2c][..], &[0; 8], b"\0\x02\x06pixels\0"].concat();
    let file = [&header[..], b"colour", b"\x21\xfe\x04TODO\x03 it\0", &image, b"\x3bend"].concat();
    assert_eq!(texts("a.gif", &file).unwrap(), ["TODO it", "end"]);
    assert!(
        texts("a.gif", b"GIF89a").is_err() && texts("a.gif", &[&header[..], b"colour\x07"].concat()).is_err()
    );
}

#[test]
fn texts_of_a_webm_are_those_outside_its_clusters() {
    let file = [
        b"\x1a\x45\xdf\xa3\x84webm".as_slice(),
        b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff",
        b"\x15\x49\xa9\x66\x87\x7b\xa9\x84TODO",
        b"\x1f\x43\xb6\x75\x86pixels",
        b"\xec\x40\x09\xef\x82\x83\x01draft",
    ];
    assert_eq!(texts("a.webm", &file.concat()).unwrap(), ["webm", "TODO", "draft"]);
    assert!(texts("a.webm", b"\x15\x49\xa9\x66\x80").is_err());
}
