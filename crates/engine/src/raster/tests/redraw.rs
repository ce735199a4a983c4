//! Tests of drawing one frame after another: only changed bands are drawn, and the pixels are those of a frame drawn
//! by itself.

use kurbo::Rect;
use proptest::prelude::{ProptestConfig, proptest};

use super::{BLACK, BLUE, SIZE, everything, list, panel};
use crate::display::{DisplayList, Item};
use crate::raster::Raster;

#[test]
fn a_frame_does_not_depend_on_those_before_it() {
    let fresh = Raster::new(SIZE).draw(&everything(50.0)).to_vec();
    let mut used = Raster::new(SIZE);
    for step in 0..100 {
        used.draw(&everything(f64::from(step)));
    }
    assert!(used.draw(&everything(50.0)) == fresh.as_slice());
    assert!(used.draw(&everything(50.0)) == fresh.as_slice());
}

/// A list of many items, some of them left out, moved or put elsewhere.
fn some(choices: &[(u8, u8)]) -> DisplayList {
    let items = choices.iter().map(|&(which, step)| {
        let list = everything(f64::from(step % 4) * 40.0);
        let which = usize::from(which) % list.items.len();
        list.items[which].clone()
    });
    let mut items: Vec<Item> = items.collect();
    if items.len() > 6 {
        let inside = items.drain(2..5).collect();
        items.insert(1, Item::Group { opacity: 0.5, items: inside });
    }
    list(items)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_change_has_the_pixels_of_the_whole(
        lists in proptest::collection::vec(proptest::collection::vec((0..9_u8, 0..2_u8), 0..12), 2..6)
    ) {
        let size = (160, 160);
        let mut raster = Raster::new(size);
        for list in lists.iter().map(|choices| some(choices)) {
            let before = raster.rgb().to_vec();
            let damage = raster.update(list.clone()).clone();
            assert!(raster.rgb() == Raster::new(size).draw(&list));
            for band in (0..raster.bands().count()).filter(|band| !damage.has(*band)) {
                let bytes = raster.bands().bytes(band);
                assert!(raster.rgb()[bytes.clone()] == before[bytes]);
            }
        }
    }
}

/// The work is proportional to the change.
#[test]
fn only_bands_that_a_change_touches_are_drawn() {
    let rows = |step: f64| {
        let at = |y: f64| Rect::new(100.0, y, 300.0, y + 10.0);
        let still = (0..40).map(|row| panel(at(f64::from(row) * 26.0), 4.0, BLUE));
        let inside = vec![panel(at(10.0), 0.0, BLACK), panel(at(500.0 + step), 0.0, BLACK)];
        let mut items: Vec<Item> = still.collect();
        items.insert(20, panel(at(200.0 + step), 2.0, BLACK));
        items.insert(7, Item::Group { opacity: 0.5, items: inside });
        list(items)
    };
    let mut raster = Raster::new(SIZE);
    let mut damaged = |list| raster.update(list).bands().collect::<Vec<_>>();
    assert_eq!(damaged(rows(0.0)).len(), 34);
    assert_eq!(damaged(rows(0.0)), [0; 0]);
    assert_eq!(damaged(rows(1.0)), [6, 15]);
    let mut fewer = rows(1.0);
    fewer.items.remove(30);
    assert_eq!(damaged(fewer), [22, 23]);
    assert_eq!(damaged(rows(1.0)), [22, 23]);
    assert_eq!(damaged(DisplayList { background: BLUE, ..rows(1.0) }).len(), 34);
}
