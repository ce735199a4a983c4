//! Hostile picture files: decompression bombs, truncated files, pipes, and paths to other places. Each is
//! drawn or ends in a finding, in a process with two gigabytes of memory and two minutes of processor time, of which a
//! normal run takes a hundredth.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use zlib_rs::crc32::crc32;
use zlib_rs::{Deflate, DeflateFlush};

use crate::workshop::{FOR_EVER, Outcome, Workshop, prepared, run};

/// Limit on the address space in kilobytes.
const MEMORY: u64 = 2 << 20;
/// Limit on the processor time in seconds.
const SECONDS: u64 = 120;

/// A folder with a scene that shows `picture`.
struct Scene {
    workshop: Workshop,
    picture: String,
}

impl Scene {
    fn naming(picture: &str) -> Self {
        Self { workshop: Workshop::empty(), picture: picture.to_owned() }
    }

    fn of(picture: &str, bytes: &[u8]) -> Self {
        let scene = Self::naming(picture);
        fs::write(scene.workshop.path(picture), bytes).unwrap();
        scene
    }

    /// Draws one frame; returns the findings about the picture, or an empty string if it is drawn without
    /// any.
    #[track_caller]
    fn draw(&self) -> String {
        let kind = if self.picture.ends_with(".svg") { "svg" } else { "image" };
        let text = format!(
            "[clip]\ntitle = \"T\"\nlasts = 2.0\nwindow = [1, 9]\n[node]\n\
             pic = {{ kind = \"{kind}\", file = \"{}\", alt = \"A\" }}\n\
             [[beat]]\nlasts = 2.0\ntitle = \"T\"\ncaption = \"C\"\nsource = \"S\"\nstage = \"pic\"\n",
            self.picture
        );
        fs::write(self.workshop.path("scene.toml"), text).unwrap();
        let arguments = ["still", "scene.toml", "--frame", "0", "--size", "64x36", "-o", "still.png"];
        let limits = format!("ulimit -v {MEMORY}; ulimit -t {SECONDS}; exec timeout {FOR_EVER}");
        let Outcome { exit, stderr, .. } = run(&mut prepared(&limits, &self.workshop.command(&arguments)));
        let drawn = self.workshop.path("still.png").exists();
        assert!(matches!((exit, drawn), (Some(0), true) | (Some(1), false)), "{exit:?}\n{stderr}");
        let codes = ["bad-asset", "unreadable", "outside-folder", "too-many", "simplified"];
        let about_picture = |line: &&str| codes.iter().any(|code| line.contains(&format!("[{code}]")));
        let line = stderr.lines().find(about_picture).unwrap_or_default();
        line.split_once(&format!("`{}` ", self.picture))
            .map_or(String::new(), |(_, reason)| reason.to_owned())
    }
}

fn svg(inside: &str) -> Vec<u8> {
    format!("<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'>{inside}</svg>").into_bytes()
}

/// Findings about an SVG file with the content `inside`.
#[track_caller]
fn of_svg(inside: &str) -> String {
    Scene::of("a.svg", &svg(inside)).draw()
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [name, data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], &body, &crc32(0, &body).to_be_bytes()].concat()
}

/// A PNG of 8-bit RGBA with any size in its header, and any chunks between header and end.
fn png(width: u32, height: u32, chunks: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", &header)[..], chunks, &chunk(b"IEND", b"")].concat()
}

/// Compressed zeros that inflate to this many megabytes.
fn zeros(megabytes: usize) -> Vec<u8> {
    let mut deflate = Deflate::new(9, true, 15);
    let mut megabyte = || {
        let mut out = vec![0; 1 << 16];
        let before = deflate.total_out();
        deflate.compress(&[0; 1 << 20], &mut out, DeflateFlush::SyncFlush).unwrap();
        out.truncate(usize::try_from(deflate.total_out() - before).unwrap());
        out
    };
    // From the second one on, all compressed megabytes are equal.
    let (first, next) = (megabyte(), megabyte());
    [first, next.repeat(megabytes - 1)].concat()
}

#[test]
fn what_leads_elsewhere_is_not_opened() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.png"), png(1, 1, &[])).unwrap();
    let leads_out = "leads out of the scene's folder";
    for path in ["/etc/passwd", "/dev/zero", "../secret.png", "a/../../secret.png"] {
        assert_eq!(Scene::naming(path).draw(), leads_out, "{path}");
    }
    for address in ["http://127.0.0.1:9/a.png", "file:///etc/passwd"] {
        assert_eq!(Scene::naming(address).draw(), "does not exist", "{address}");
    }
    for target in [outside.path().join("secret.png"), "/dev/zero".into()] {
        let scene = Scene::naming("a.png");
        symlink(target, scene.workshop.path("a.png")).unwrap();
        assert_eq!(scene.draw(), "is a link out of the scene's folder");
    }
    let scene = Scene::naming("a.png");
    symlink("a.png", scene.workshop.path("a.png")).unwrap();
    assert_eq!(scene.draw(), "does not exist");
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let scene = Scene::naming("pipe.png");
    let made = Command::new("mkfifo").arg(scene.workshop.path("pipe.png")).status().unwrap();
    assert!(made.success());
    assert_eq!(scene.draw(), "is not a file");
    let scene = Scene::naming("folder.png");
    fs::create_dir(scene.workshop.path("folder.png")).unwrap();
    assert_eq!(scene.draw(), "is not a file");
}

#[test]
fn pngs_that_are_bombs() {
    let data = chunk(b"IDAT", &zeros(1_000));
    let pixels = chunk(b"IDAT", &zeros(1));
    let draw = |bytes: &[u8]| Scene::of("a.png", bytes).draw();
    assert_eq!(
        draw(&png(i32::MAX as u32, i32::MAX as u32, &data)),
        "is 2147483647 by 2147483647 pixels, the limit is 8192 a side"
    );
    assert_eq!(draw(&png(8_193, 1, &data)), "is 8193 by 1 pixels, the limit is 8192 a side");
    // Data beyond the picture's own pixels is not inflated.
    assert_eq!(draw(&png(10, 10, &data)), "");
    let text = [chunk(b"zTXt", &[b"a\0\0", &zeros(1_000)[..]].concat()), pixels.clone()].concat();
    assert_eq!(draw(&png(10, 10, &text)), "");
    let profile = [chunk(b"iCCP", &[b"a\0\0", &zeros(1_000)[..]].concat()), pixels.clone()].concat();
    assert_eq!(draw(&png(10, 10, &profile)), "");
    let many = [chunk(b"abCd", b"").repeat(300_000), pixels].concat();
    assert_eq!(draw(&png(10, 10, &many)), "");
    assert_eq!(draw(&vec![0x89; 17 << 20]), "is larger than 16777216 bytes");
}

#[test]
fn jpegs_that_lie_about_their_size() {
    let ramp = include_bytes!("../cases/frames/assets/ramp.jpg");
    let frame = ramp.windows(2).position(|pair| matches!(pair, [0xff, 0xc0..=0xc2])).unwrap();
    let sized = |height: u16, width: u16| {
        let mut bytes = ramp.to_vec();
        bytes[frame + 5..frame + 9].copy_from_slice(&[height.to_be_bytes(), width.to_be_bytes()].concat());
        Scene::of("a.jpg", &bytes).draw()
    };
    assert_eq!(sized(65_535, 65_535), "is 65535 by 65535 pixels, the limit is 8192 a side");
    assert!(sized(0, 96).starts_with("is a broken JPEG"), "{}", sized(0, 96));
    assert_eq!(sized(640, 960), "is a broken JPEG: it ends too early");
}

/// A WebP with these chunks, whose header announces EXIF data.
fn webp(chunks: &[u8]) -> Vec<u8> {
    let header = [b"VP8X\x0a\0\0\0".as_slice(), &[0x0a, 0, 0, 0, 9, 0, 0, 9, 0, 0]].concat();
    let size = u32::try_from(4 + header.len() + chunks.len()).unwrap().to_le_bytes();
    [b"RIFF", &size[..], b"WEBP", &header, chunks].concat()
}

#[test]
fn chunks_that_claim_more_than_there_is() {
    let short = "is a broken WebP: it ends too early";
    let exif = [b"EXIF".as_slice(), &u32::MAX.to_le_bytes(), b"MM"].concat();
    assert_eq!(Scene::of("a.webp", &webp(&exif)).draw(), short);
    let frame = [&[0; 16][..], &exif].concat();
    let size = u32::try_from(frame.len()).unwrap().to_le_bytes();
    let frame = [b"ANIM\x06\0\0\0\0\0\0\0\0\0ANMF".as_slice(), &size, &frame].concat();
    assert_eq!(Scene::of("a.webp", &webp(&frame)).draw(), short);
    let mut riff = webp(&[]);
    riff[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(Scene::of("a.webp", &riff).draw(), short);
    // The frame is as large as a GIF allows, the screen is small.
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0;";
    let said = Scene::of("a.gif", gif).draw();
    assert!(said.starts_with("is a GIF whose palettes and profiles take too much memory"), "{said}");
}

#[test]
fn scans_without_end() {
    // In a few bytes, every scan of a progressive JPEG can say that no block changes.
    let jpeg = crate::picture_files::scans(8_192, 8_192, 99);
    assert_eq!(Scene::of("a.jpg", &jpeg).draw(), "is a JPEG of too many scans");
}

#[test]
fn other_formats_under_a_familiar_name() {
    for bytes in [&b"BM\x3a\0\0\0"[..], b"II*\0", &[0; 1_000]] {
        assert_eq!(Scene::of("a.png", bytes).draw(), "is neither PNG, JPEG, WebP nor GIF");
    }
    // The format is recognised by the first bytes, not by the name.
    let empty = b"GIF89a\x01\0\x01\0\0\0\0;";
    assert!(Scene::of("a.png", empty).draw().starts_with("is a broken GIF"));
}

#[test]
fn drawings_that_refer_to_elsewhere() {
    let losses = "is drawn more simply than it is: embedded pictures are left out (line 1, <image>)";
    for href in ["/etc/passwd", "http://127.0.0.1:9/a.png", "data:image/png;base64,AAAA"] {
        assert_eq!(of_svg(&format!("<image href='{href}' width='9' height='9'/>")), losses);
    }
    let entity = "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>".as_bytes();
    let text = [entity, &svg("<desc>&a;</desc>")].concat();
    let said = Scene::of("a.svg", &text).draw();
    assert!(said.starts_with("is not an SVG file: "), "{said}");
    assert_eq!(
        of_svg("<style>@import url('http://127.0.0.1:9/a.css');</style><use href='b.svg#c'/>"),
        "is drawn more simply than it is: references that lead nowhere, or out of the file, are ignored (line 1, \
         <use>: `b.svg#c`), style rules that are not understood are ignored (line 1, <style>: `@import \
         url('http://127.0.0.1:9/a.css')`)"
    );
}

#[test]
fn drawings_that_multiply() {
    let path = format!("M0 0{}", "h1v1".repeat(40_000));
    let rects = |what: &str| format!("<rect width='9' height='9' {what}/>");
    let define = |name: &str| format!("<{name} id='a' width='1' height='1'><path d='{path}'/></{name}>");
    let often = "refers to the same things too often";
    let each = |name: &str, what: &str| of_svg(&(define(name) + &rects(what).repeat(20_000)));
    assert_eq!(of_svg(&(define("g") + &"<use href='#a'/>".repeat(50_000))), often);
    assert_eq!(
        each("pattern", "fill='url(#a)'"),
        "is drawn more simply than it is: patterns are left out (line 1, <rect>: `fill: url(#a)`, and 19999 more)"
    );
    assert_eq!(
        each("mask", "style='mask:url(#a)'"),
        "is drawn more simply than it is: masks are ignored (line 1, <rect>: `mask: url(#a)`, and 19999 more)"
    );
    assert_eq!(each("clipPath", "clip-path='url(\"#a\")'"), often);
    assert_eq!(of_svg(&format!("{}<path d='{path}' marker-mid='url(#a)'/>", define("marker"))), often);
    let styled = "<style>g > .b:hover, .c { /*}*/ clip-path: url( '#a' ) }</style>";
    assert_eq!(
        of_svg(&(styled.to_owned() + &define("clipPath") + &rects("class='b c'").repeat(20_000))),
        often
    );
    let gradient = format!("<linearGradient id='a'>{}</linearGradient>", "<stop/>".repeat(5_000));
    assert_eq!(of_svg(&format!("{gradient}<g fill='url(#a)'>{}</g>", rects("").repeat(20_000))), often);
    let level = |at: usize| {
        let inside = rects(&format!("clip-path='url(#a{})'", at + 1)).repeat(10);
        format!("<clipPath id='a{at}'>{inside}</clipPath>")
    };
    let levels: String = (0..12).map(level).collect();
    assert_eq!(of_svg(&(levels + &rects("clip-path='url(#a0)'"))), often);
    // A duplicate id refers to the first element that has it.
    assert_eq!(of_svg(&("<g id='a'/>".repeat(30_000) + &"<use href='#a'/>".repeat(30_000))), "");
    let deep = format!("{}{}{}", "<g>".repeat(200), "<path d='M0 0h1'/>".repeat(90_000), "</g>".repeat(200));
    assert_eq!(of_svg(&deep), "has too many elements inside one another");
    let circle = "has something that contains itself";
    assert_eq!(of_svg("<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>"), circle);
    let chain = |at: usize| format!("<linearGradient id='a{at}' href='#a{}'/>", at + 1);
    let chains: String = (0..20_000).map(chain).collect();
    assert_eq!(of_svg(&(chains + &rects("fill='url(#a0)'"))), "has references that lead too far");
}

#[test]
fn what_honest_programs_export_is_drawn() {
    let gradient = "<linearGradient id='a'><stop offset='0'/><stop offset='1'/></linearGradient>";
    let clip = "<clipPath id='b'><rect width='30' height='20'/></clipPath>";
    let style = "<style>.c{fill:url(#a)}.d{clip-path:url(#b)}.e:hover{filter:url(#f)}</style>";
    let paths = "<path class='c' d='M0 0h9v9z'/>".repeat(2_000);
    let links = "<a id='top' href='#top'><rect width='9' height='9'/></a>";
    let arrow = "<marker id='m'><path d='M0 0h3v3z'/></marker>\
        <path d='M0 0L9 9L20 3' stroke='red' marker-end='url(#m)'/>";
    let icons = "<symbol id='s'><path d='M0 0h3v3z'/></symbol><use href='#s' x='3'/><use href='#s' x='9'/>";
    let drawing = format!("{style}{gradient}{clip}<g class='d'>{paths}</g>{links}{arrow}{icons}");
    assert_eq!(
        of_svg(&drawing),
        "is drawn more simply than it is: gradients become one colour (line 1, <path>, and 1999 more)"
    );
}

#[test]
fn drawings_that_are_too_much_at_once() {
    let doctype = |entities: &str, inside: &str| {
        let text = [format!("<!DOCTYPE svg [{entities}]>").as_bytes(), &svg(inside)].concat();
        Scene::of("a.svg", &text).draw()
    };
    let long = format!("<!ENTITY a '{}'>", "x".repeat(1_000_000));
    let bomb = doctype(&long, &format!("<desc>{}</desc>", "&a;".repeat(5_000)));
    assert_eq!(bomb, "has entities that stand for more than 4194304 bytes");
    let laughs = doctype("<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>", "<desc>&b;</desc>");
    assert_eq!(laughs, "has entities made of entities");
    assert_eq!(doctype("<!ENTITY color 'red'>", "<rect width='9' height='9' fill='&color;'/>"), "");

    let attributes: String = (0..100_000).map(|at| format!(" a{at}='>'")).collect();
    assert_eq!(of_svg(&format!("<g{attributes}/>")), "has an element of more than 512 attributes");
    let namespaces = "<g xmlns:a=''/>".repeat(50_000);
    assert_eq!(of_svg(&namespaces), "declares too many namespaces");
    let rules = format!("<style>{}</style>{}", "*{fill:red}".repeat(50_000), "<g/>".repeat(50_000));
    assert_eq!(
        of_svg(&rules),
        "takes more than 8388608 steps, the limit for all drawings of a scene: 50002 elements with 0 classes and 50000 \
         selectors"
    );
    let classes = format!("<style>{}</style><g class='{}'/>", ".c{}".repeat(60_000), "q ".repeat(1_500_000));
    assert_eq!(of_svg(&classes), "");
    let style = format!("<rect style='{}'/>", "fill:red;".repeat(100_000));
    assert_eq!(of_svg(&style), "");
    let nested = format!("{}{}", "<g>".repeat(10_000), "</g>".repeat(10_000));
    assert_eq!(of_svg(&nested), "has more than 256 elements inside one another");
    let outline = format!("<path d='M0 0{}'/>", "h1v1".repeat(60_000));
    assert_eq!(of_svg(&outline), "has more than 100000 pieces of outline");
    // Also for lines that are only stroked.
    let line = format!("<polyline fill='none' stroke='red' points='{}'/>", "1 2 ".repeat(200_000));
    assert_eq!(of_svg(&line), "has more than 100000 pieces of outline");
    assert_eq!(of_svg(&" ".repeat(5_000_000)), "is an SVG file of more than 4194304 bytes");
    let dashes = format!("<path d='M0 0H40' stroke='red' stroke-dasharray='{}'/>", "1 ".repeat(500_000));
    let whole = "is drawn more simply than it is: dashes that are too many, or not understood, become lines";
    assert_eq!(
        of_svg(&dashes),
        format!("{whole} (line 1, <path>: `stroke-dasharray: 1 1 1 1 1 1 1 1 1 1 1 …`)")
    );
    let dashes = format!("<g stroke='red' stroke-dasharray='{}'>", "1 ".repeat(500_000));
    assert!(of_svg(&(dashes + &"<path d='M0 0h1'/>".repeat(2_000) + "</g>")).starts_with(whole));
    // Values are not copied for each element that inherits them, and not quoted in full.
    let long = "x".repeat(1_500_000);
    let variable = format!("<style>:root{{--a:{long}}}g{{--a:inherit}}</style>{}", "<g/>".repeat(20_000));
    assert_eq!(of_svg(&variable), "");
    let inherited = format!("<g filter='{long}'>{}</g>", "<g filter='inherit'/>".repeat(20_000));
    let cut = "filters are ignored (line 1, <g>: `filter: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…`)";
    assert_eq!(of_svg(&inherited), format!("is drawn more simply than it is: {cut}"));
    // The line number of a rule is found without scanning all lines before it.
    let rules = format!("<style>{}</style>", ":x{}".repeat(1_000_000));
    assert_eq!(
        of_svg(&rules),
        "is drawn more simply than it is: style rules that are not understood are ignored (line 1, <style>: `:x`, and \
         999999 more)"
    );
    let filters = format!("<filter id='a'>{}</filter>", "<feGaussianBlur stdDeviation='9e9'/>".repeat(500));
    let said = of_svg(&(filters + "<rect width='9' height='9' filter='url(#a)'/>"));
    assert_eq!(
        said,
        "is drawn more simply than it is: filters are ignored (line 1, <rect>: `filter: url(#a)`)"
    );
}

#[test]
fn numbers_beyond_all_measure() {
    assert_eq!(
        of_svg("<path d='M NaN NaN L inf 3 1e999 4'/><rect width='1e999' height='nan'/>"),
        "is drawn more simply than it is: values that are not understood are ignored (line 1, <rect>: `width: 1e999`, \
         and 1 more)"
    );
    let far = of_svg("<path d='M0 0 L1e38 1e38 L-1e38 3' stroke='red' stroke-width='1e30'/>");
    assert!(far.starts_with("has paths that reach"), "{far}");
    for size in ["width='1e30' height='1e30'", "viewBox='0 0 1e30 1e30'", "viewBox='0 0 1e-30 1e-30'"] {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' {size}><rect width='9' height='9'/></svg>");
        Scene::of("a.svg", text.as_bytes()).draw();
    }
}

#[test]
fn drawings_cut_short() {
    let whole = svg("<g fill='red'><rect width='9' height='9'/></g>");
    for length in (0..whole.len() - 1).step_by(9) {
        let said = Scene::of("a.svg", &whole[..length]).draw();
        assert!(said.starts_with("is not an SVG file: "), "{length}: {said}");
    }
}

#[test]
fn a_pipe_is_no_scene() {
    let workshop = Workshop::empty();
    assert!(Command::new("mkfifo").arg(workshop.path("pipe.toml")).status().unwrap().success());
    for path in ["pipe.toml", "."] {
        let outcome = workshop.run_that_could_wait(&["check", path], &[]);
        assert!(outcome.stderr.contains("it is not a regular file"), "{path}: {}", outcome.stderr);
    }
}
