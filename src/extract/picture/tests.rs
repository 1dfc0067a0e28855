use super::*;
use crate::extract::RecognisedWord;
use crate::model::{Body, PageBox, PageText};
use ::png::{BitDepth, ColorType, Encoder};
use std::collections::BTreeMap;

const SCAN: &[u8] = include_bytes!("../../../tests/sources/pictures/scan.jpg");
const FAX: &[u8] = include_bytes!("../../../tests/sources/pictures/fax.tif");

/// A PNG file of 2 by 2 pixels.
fn small(colour: ColorType, depth: BitDepth, pixels: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 2, 2);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    encoder.set_palette(vec![0, 0, 0, 255, 255, 255]);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(pixels).expect("pixels");
    writer.finish().expect("its end");
    file
}

/// A TIFF file of grey pages of these sides.
fn tif(sides: &[(u32, u32)]) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    let mut encoder = ::tiff::encoder::TiffEncoder::new(&mut file).expect("a file");
    for (width, height) in sides {
        let pixels = vec![7_u8; (width * height) as usize];
        let page =
            encoder.write_image::<::tiff::encoder::colortype::Gray8>(*width, *height, &pixels);
        page.expect("a page");
    }
    file.into_inner()
}

fn pixels(format: Format, bytes: &[u8]) -> Vec<u8> {
    decode(format, bytes, 0, &Limits::default()).expect("a picture").grey.pixels
}

fn fault(format: Format, bytes: &[u8]) -> Option<ExtractError> {
    read(format, bytes, &Limits::default(), &Wish::default()).err()
}

#[test]
fn colours_become_grey_and_what_shines_through_white() {
    use BitDepth::{Eight, One, Sixteen};
    let png = |colour, depth, data: &[u8]| pixels(Format::Png, &small(colour, depth, data));
    assert_eq!(png(ColorType::Grayscale, Eight, &[0, 9, 200, 255]), [0, 9, 200, 255]);
    assert_eq!(png(ColorType::Grayscale, One, &[0x40, 0x80]), [0, 255, 255, 0]);
    assert_eq!(png(ColorType::Grayscale, Sixteen, &[0, 1, 9, 1, 200, 1, 255, 1]), [0, 9, 200, 255]);
    assert_eq!(png(ColorType::Indexed, One, &[0x40, 0x80]), [0, 255, 255, 0]);
    let rgb = [255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255];
    assert_eq!(png(ColorType::Rgb, Eight, &rgb), [255, 0, 76, 29]);
    assert_eq!(
        png(ColorType::GrayscaleAlpha, Eight, &[0, 0, 0, 255, 0, 128, 9, 255]),
        [255, 0, 127, 9]
    );
    let rgba = [0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 255, 9, 9, 9, 255];
    assert_eq!(png(ColorType::Rgba, Eight, &rgba), [255, 0, 76, 9]);
    assert_eq!(pixels(Format::Tiff, &tif(&[(2, 1)])), [7, 7]);
    let fax = pixels(Format::Tiff, FAX);
    let white = fax.iter().filter(|p| **p == 255).count();
    assert!(white * 10 > fax.len() * 9 && fax.iter().all(|p| matches!(p, 0 | 255)), "{white}");
}

#[test]
fn a_picture_is_turned_as_the_camera_was_held() {
    let grey = || Grey::new(3, 2, vec![1, 2, 3, 4, 5, 6]).expect("six pixels");
    for (orientation, width, expected) in [
        (1, 3, [1, 2, 3, 4, 5, 6]),
        (2, 3, [3, 2, 1, 6, 5, 4]),
        (3, 3, [6, 5, 4, 3, 2, 1]),
        (4, 3, [4, 5, 6, 1, 2, 3]),
        (5, 2, [1, 4, 2, 5, 3, 6]),
        (6, 2, [4, 1, 5, 2, 6, 3]),
        (7, 2, [6, 3, 5, 2, 4, 1]),
        (8, 2, [3, 6, 2, 5, 1, 4]),
    ] {
        let turned = grey().turned(orientation);
        assert_eq!(
            (turned.width, turned.pixels.as_slice()),
            (width, &expected[..]),
            "{orientation}"
        );
    }
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    let turned = [&SCAN[..2], b"\xff\xe1", &length, exif, &SCAN[2..]].concat();
    let size = |bytes: &[u8]| {
        let page = picture(Format::Jpeg, bytes, 1, 200.0, &Limits::default()).expect("a page");
        (page.width, page.height)
    };
    assert_eq!((size(SCAN), size(&turned)), ((973, 298), (298, 973)));
}

#[test]
fn a_size_is_the_mean_of_what_it_covers() {
    let grey = |w, h, p: &[u8]| Grey::new(w, h, p.to_vec()).expect("pixels");
    assert_eq!(grey(4, 1, &[0, 100, 200, 255]).resized(2, 1).pixels, [50, 228]);
    assert_eq!(grey(3, 1, &[0, 90, 255]).resized(2, 1).pixels, [30, 200]);
    assert_eq!(grey(1, 2, &[10, 20]).resized(2, 4).pixels, [10, 10, 10, 10, 20, 20, 20, 20]);
    assert_eq!(grey(7, 7, &[9; 49]).resized(3, 11).pixels, [9; 33]);
}

#[test]
fn the_resolution_is_what_the_picture_says_if_that_can_be() {
    let points = |dpi| {
        let head = Head { width: 1000, height: 500, dpi, orientation: 1 };
        let (width, height) = head.points();
        (width.round(), height.round())
    };
    assert_eq!(points((200.0, 200.0)), (360.0, 180.0));
    assert_eq!(points((300.0, 300.0)), (240.0, 120.0));
    assert_eq!(points((200.0, 100.0)), (360.0, 360.0), "a fax");
    for odd in [(0.0, 0.0), (72.0, 72.0), (9e9, 300.0), (300.0, 2.0), (f32::NAN, 1.0)] {
        assert_eq!(points(odd), (360.0, 180.0), "{odd:?}");
    }
    assert_eq!(
        png::head(&small(ColorType::Grayscale, BitDepth::Eight, &[0; 4]), &Limits::default())
            .map(|h| h.dpi),
        Ok((0.0, 0.0))
    );
}

#[test]
fn each_picture_is_a_page_and_has_the_words_recognised_on_it() {
    let layout = read(Format::Tiff, FAX, &Limits::default(), &Wish::default()).expect("pages");
    let pages: Vec<_> =
        layout.pages.iter().map(|p| (p.number, p.text, p.engine.as_str())).collect();
    assert_eq!(pages, [(1, PageText::Picture, ENGINE), (2, PageText::Picture, ENGINE)]);
    assert!(layout.blocks.is_empty());
    let at = PageBox { page: 2, left: 30.0, top: 30.0, right: 80.0, bottom: 40.0 };
    let word = RecognisedWord { text: "Skills".into(), at, line: 1, confidence: 0.9 };
    let recognised = BTreeMap::from([(2, vec![word])]);
    let wish = Wish { recognised, ..Wish::default() };
    let layout = read(Format::Tiff, FAX, &Limits::default(), &wish).expect("pages");
    assert_eq!(layout.pages[1].text, PageText::Recognised);
    let [block] = layout.blocks.as_slice() else { panic!("{:?}", layout.blocks) };
    let Body::Para(para) = &block.body else { panic!("a table") };
    assert_eq!((block.at.page, para.text().as_str()), (Some(2), "Skills"));
    let few = Limits { pages: 1, ..Limits::default() };
    let layout = read(Format::Tiff, FAX, &few, &Wish::default()).expect("a page");
    assert_eq!((layout.pages.len(), layout.notes[0].code), (1, NoteCode::E001));
}

#[test]
fn sizes_are_checked_before_pixels() {
    let is_limit =
        |format, bytes: &[u8]| matches!(fault(format, bytes), Some(ExtractError::Limit { .. }));
    let mut huge = Vec::new();
    drop(Encoder::new(&mut huge, 60_000, 60_000).write_header().expect("a header"));
    assert!(is_limit(Format::Png, &huge), "{:?}", fault(Format::Png, &huge));
    let mut huge = SCAN.to_vec();
    let frame = huge.windows(2).position(|w| w == b"\xff\xc0").expect("a frame");
    huge[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
    assert!(is_limit(Format::Jpeg, &huge), "{:?}", fault(Format::Jpeg, &huge));
    let few = Limits { scan_pixels: 20, ..Limits::default() };
    let sides = |pages: &[(u32, u32)]| read(Format::Tiff, &tif(pages), &few, &Wish::default());
    assert!(sides(&[(4, 5), (5, 4)]).is_ok());
    assert!(matches!(sides(&[(4, 5), (7, 3)]), Err(ExtractError::Limit { .. })));
    let wide = Limits { picture_pixels: 100, ..Limits::default() };
    let drawn = picture(Format::Jpeg, SCAN, 1, 200.0, &wide);
    assert!(matches!(drawn, Err(ExtractError::Limit { .. })));
    assert!(picture(Format::Jpeg, SCAN, 1, 20.0, &wide).is_ok());
    for dpi in [1e30, f32::INFINITY] {
        assert!(picture(Format::Jpeg, SCAN, 1, dpi, &wide).is_err());
    }
}

#[test]
fn what_is_damaged_is_refused_or_said() {
    let png = small(ColorType::Grayscale, BitDepth::Eight, &[0, 9, 200, 255]);
    let tif = tif(&[(4, 5)]);
    for (format, whole) in [(Format::Png, &png), (Format::Tiff, &tif)] {
        assert_eq!(fault(format, whole), None);
        // The last bytes of a PNG file hold nothing of the picture.
        for end in 0..whole.len() - 16 {
            assert!(fault(format, &whole[..end]).is_some(), "{format:?} cut at {end}");
        }
    }
    assert_eq!(fault(Format::Jpeg, SCAN), None);
    for end in (0..SCAN.len() - 100).step_by(SCAN.len() / 40) {
        match read(Format::Jpeg, &SCAN[..end], &Limits::default(), &Wish::default()) {
            Ok(layout) => assert_eq!(layout.notes[0].code, NoteCode::E002, "cut at {end}"),
            Err(e) => assert!(matches!(e, ExtractError::Malformed { .. }), "{e}"),
        }
    }
    for (page, is_there) in [(0, false), (1, true), (2, true), (3, false)] {
        let drawn = picture(Format::Tiff, FAX, page, 100.0, &Limits::default());
        assert_eq!(drawn.is_ok(), is_there, "{page}");
    }
    let mut circle = FAX.to_vec();
    let first: [u8; 4] = circle[4..8].try_into().expect("four bytes");
    let directory = u32::from_le_bytes(first) as usize;
    let entries = usize::from(circle[directory]);
    let next = directory + 2 + 12 * entries;
    circle[next..next + 4].copy_from_slice(&first);
    assert!(fault(Format::Tiff, &circle).is_some(), "pages in a circle");
}
