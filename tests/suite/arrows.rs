//! Arrows as a viewer sees them: the courses of fans, the distance that arrows keep, the gaps that are
//! widened for them, and the growth of the work with their number.

use halfminute_engine::budget::Budget;
use halfminute_engine::diagnostic::Diagnostics;
use halfminute_engine::film::Overrides;
use halfminute_engine::layout::{BeatLayout, Course, Layout};
use halfminute_engine::polyline::{along, length, meets, together};
use halfminute_engine::scene::{Arrow, Beat, Scene};
use halfminute_engine::theme::Theme;
use kurbo::{Point, Rect};
use proptest::prelude::{ProptestConfig, Strategy, prop_assert, proptest};

/// Distance in units below which lines of unrelated arrows look like one.
const APART: f64 = 10.0;
/// Greatest length in units of such an overlap: one arrow may turn next to another.
const LONGEST: f64 = 32.0;

/// A scene of badges with one stage that lasts for several beats.
fn scene(ids: &[String], stage: &str, arrows: &[String], beats: usize) -> Scene {
    let nodes: String =
        ids.iter().map(|id| format!("{id} = {{ kind = \"badge\", text = \"{id}\" }}\n")).collect();
    let arrows: Vec<String> = arrows.iter().map(|arrow| format!("\"{arrow}\"")).collect();
    let lasts = 3 * beats;
    let beat = "[[beat]]\nlasts = 3.0\ntitle = \"B\"\n";
    let text = format!(
        "[clip]\ntitle = \"T\"\nlasts = {lasts}.0\nwindow = [1, 3600]\n[node]\n{nodes}{beat}stage = {stage}\narrows = [{}]\n{}",
        arrows.join(", "),
        beat.repeat(beats - 1)
    );
    let (scene, found) = Scene::read(&text, &Overrides::default());
    scene.unwrap_or_else(|| panic!("{found:#?} in {text}"))
}

fn lay_out(scene: &Scene) -> (Layout, u64) {
    let theme = Theme::read(Theme::built_in("pearl").unwrap()).unwrap();
    let budget = Budget::default();
    let layout = Layout::new(scene, &theme, &budget, &mut Diagnostics::default());
    assert_eq!(budget.finding(), None);
    (layout, budget.steps())
}

fn ids(prefix: &str, count: usize) -> Vec<String> {
    (1..=count).map(|at| format!("{prefix}{at}")).collect()
}

fn quoted(ids: &[String]) -> String {
    ids.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ")
}

fn lines(course: &Course) -> impl Iterator<Item = [Point; 2]> {
    course.points.windows(2).map(|pair| [pair[0], pair[1]])
}

fn drawn(layout: &BeatLayout, node: usize) -> Rect {
    layout.place(node).unwrap().drawn()
}

/// Faults in the arrows of a beat: through a node, over one another, or around the back of an end.
fn faults(beat: &Beat, layout: &BeatLayout) -> Vec<String> {
    let mut faults = Vec::new();
    let both: Vec<(&Arrow, &Course)> = beat.arrows.iter().zip(&layout.courses).collect();
    for (at, (arrow, course)) in both.iter().enumerate() {
        let ends = [arrow.from.node, arrow.to.node];
        for place in layout.places.iter().filter(|place| !ends.contains(&place.node)) {
            if lines(course).any(|[a, b]| meets(a, b, place.drawn())) {
                faults.push(format!("{} runs through {}", arrow.name, place.node));
            }
        }
        for (other, theirs) in &both[..at] {
            if other.from != arrow.from && other.to != arrow.to {
                let units: f64 = lines(course)
                    .flat_map(|own| lines(theirs).map(move |line| together(own, line, APART)))
                    .sum();
                if units > LONGEST {
                    faults.push(format!("{} lies over {} for {units} units", arrow.name, other.name));
                }
            }
        }
        let [from, to] = ends.map(|end| drawn(layout, end).center());
        let (first, last) = (course.points[1] - course.points[0], course.points[course.points.len() - 1]);
        let last = last - course.points[course.points.len() - 2];
        let (leaves, arrives) = (first.dot(to - from), last.dot(to - from));
        if leaves < -1e-6 || arrives < -1e-6 {
            faults.push(format!("{} goes round the back: {:?}", arrow.name, course.points));
        }
    }
    faults
}

/// Arrows whose head lies over the beginning of another one at the same node: a head is about this long and wide.
fn covered_beginnings(beat: &Beat, layout: &BeatLayout) -> Vec<String> {
    const LONG: f64 = 20.0;
    const CLEAR: f64 = 12.0;
    let outer = |points: &[Point]| -> Vec<Point> {
        let whole: f64 = points.windows(2).map(|pair| length(pair[0], pair[1])).sum();
        (0..=10).map(|step| along(points, f64::from(step) / 10.0 * (LONG / whole).min(1.0))).collect()
    };
    let both: Vec<(&Arrow, &Course)> = beat.arrows.iter().zip(&layout.courses).collect();
    let mut covered = Vec::new();
    for (arriving, course) in &both {
        let back: Vec<Point> = course.points.iter().rev().copied().collect();
        let head = outer(&back);
        for (leaving, theirs) in both.iter().filter(|(other, _)| other.from.node == arriving.to.node) {
            let begins = outer(&theirs.points);
            if head.iter().any(|a| begins.iter().any(|b| length(*a, *b) < CLEAR)) {
                covered.push(format!(
                    "the head of {} lies over the beginning of {}",
                    arriving.name, leaving.name
                ));
            }
        }
    }
    covered
}

/// Up to five arrows between some of so many nodes, as pairs of their numbers.
fn some_arrows(nodes: usize) -> impl Strategy<Value = Vec<(usize, usize)>> {
    let pair = (1..=nodes, 1..=nodes).prop_filter("two nodes", |(from, to)| from != to);
    let pairs = proptest::collection::btree_set(pair, 2..=5);
    pairs.prop_map(|pairs| pairs.into_iter().collect::<Vec<_>>()).prop_shuffle()
}

#[test]
fn no_head_lies_over_a_beginning() {
    let row = "{ row = [\"n1\", \"n2\", \"n3\", \"n4\", \"n5\"], gap = 120 }";
    let grid = "{ grid = [\"n1\", \"n2\", \"n3\", \"n4\"], columns = 2, gap = 200 }";
    let cases: [(&str, &[&str]); 4] = [
        (row, &["n1 -> n3", "n1 -> n5", "n5 -> n1", "n2 -> n4: x", "n3 -> n1: back"]),
        (row, &["n1 -> n3, n4, n5", "n3, n4, n5 -> n1"]),
        (grid, &["n1 -> n4: one", "n2 -> n3: two", "n1 -> n2", "n3 -> n4", "n4 -> n1: three"]),
        (grid, &["n1 -> n4", "n4 -> n1", "n2 -> n3", "n3 -> n2"]),
    ];
    for (stage, arrows) in cases {
        let nodes = ids("n", if stage == row { 5 } else { 4 });
        let arrows: Vec<String> = arrows.iter().map(|arrow| (*arrow).to_owned()).collect();
        let scene = scene(&nodes, stage, &arrows, 1);
        let (layout, _) = lay_out(&scene);
        let covered = covered_beginnings(&scene.beats[0], &layout.beats[0]);
        assert!(covered.is_empty(), "{arrows:?} in {stage}: {covered:#?}");
    }
}

#[test]
fn fans_of_every_size_go_straight_to_their_ends() {
    for (left, right) in (1..=4).flat_map(|left| (1..=4).map(move |right| (left, right))) {
        for (outer, inner, gap) in [("row", "column", 300), ("column", "row", 200)] {
            let (a, b) = (ids("a", left), ids("b", right));
            let stage = format!(
                "{{ {outer} = [{{ {inner} = [{}] }}, {{ {inner} = [{}] }}], gap = {gap} }}",
                quoted(&a),
                quoted(&b)
            );
            let arrows = vec![format!("{} -> {}", a.join(", "), b.join(", "))];
            let scene = scene(&[a, b].concat(), &stage, &arrows, 1);
            let (layout, _) = lay_out(&scene);
            let faults = faults(&scene.beats[0], &layout.beats[0]);
            assert!(faults.is_empty(), "{left} to {right} in a {outer}: {faults:#?}");
        }
    }
}

#[test]
fn a_fan_shares_its_trunk() {
    let b = ids("b", 3);
    let stage = format!("{{ row = [\"a\", {{ column = [{}], gap = 90 }}], gap = 300 }}", quoted(&b));
    let scene = scene(&[ids("a", 0), vec!["a".into()], b].concat(), &stage, &["a -> b1, b2, b3".into()], 1);
    let (layout, _) = lay_out(&scene);
    let courses = &layout.beats[0].courses;
    let start = courses[0].points[0];
    assert!(courses.iter().all(|course| course.points[0] == start));
    let lane = |course: &Course| lines(course).find(|[a, b]| a.x == b.x && a.y != b.y).map(|[a, _]| a.x);
    assert_eq!(lane(&courses[0]), lane(&courses[2]));
    assert_eq!(lane(&courses[1]), None, "the one in the middle is level");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// An arrow that begins at a node can be told from one that ends there.
    #[test]
    fn beginnings_and_heads_keep_apart_in_a_row(pairs in some_arrows(5)) {
        let nodes = ids("n", 5);
        let arrows: Vec<String> = pairs.iter().map(|(from, to)| format!("n{from} -> n{to}")).collect();
        let scene = scene(&nodes, &format!("{{ row = [{}], gap = 120 }}", quoted(&nodes)), &arrows, 1);
        let (layout, _) = lay_out(&scene);
        let covered = covered_beginnings(&scene.beats[0], &layout.beats[0]);
        prop_assert!(covered.is_empty(), "{arrows:?}: {covered:#?}");
    }

    #[test]
    fn beginnings_and_heads_keep_apart_in_a_grid(pairs in some_arrows(4)) {
        let nodes = ids("n", 4);
        let arrows: Vec<String> = pairs.iter().map(|(from, to)| format!("n{from} -> n{to}")).collect();
        let stage = format!("{{ grid = [{}], columns = 2, gap = 200 }}", quoted(&nodes));
        let scene = scene(&nodes, &stage, &arrows, 1);
        let (layout, _) = lay_out(&scene);
        let covered = covered_beginnings(&scene.beats[0], &layout.beats[0]);
        prop_assert!(covered.is_empty(), "{arrows:?}: {covered:#?}");
    }

    /// Between two columns there is always a way: straight, if nothing else.
    #[test]
    fn arrows_between_two_columns_never_lie_over_one_another(pairs in proptest::collection::btree_set((1_usize..5, 1_usize..5), 1..8)) {
        let (a, b) = (ids("a", 4), ids("b", 4));
        let stage =
            format!("{{ row = [{{ column = [{}] }}, {{ column = [{}] }}], gap = 400 }}", quoted(&a), quoted(&b));
        let arrows: Vec<String> = pairs.iter().map(|(from, to)| format!("a{from} -> b{to}")).collect();
        let scene = scene(&[a, b].concat(), &stage, &arrows, 1);
        let (layout, _) = lay_out(&scene);
        let faults = faults(&scene.beats[0], &layout.beats[0]);
        prop_assert!(faults.is_empty(), "{arrows:?}: {faults:#?}");
    }
}

/// Distance at which `a1` and `a2` are drawn side by side, and number of widened gaps.
fn apart(stage: &str, arrow: &str) -> (f64, usize) {
    let (layout, _) = lay_out(&scene(&ids("a", 3), stage, &[arrow.into()], 1));
    let beat = &layout.beats[0];
    (drawn(beat, 1).x0 - drawn(beat, 0).x1, beat.places.gaps.len())
}

#[test]
fn a_gap_opens_by_what_is_missing() {
    let label = "a1 -> a2: a label of some length";
    let (needed, widened) = apart("{ row = [\"a1\", \"a2\"], gap = 10 }", label);
    assert!(needed > 300.0 && widened == 1, "{needed}");
    let (wide, widened) = apart("{ row = [\"a1\", \"a2\"], gap = 500 }", label);
    assert!((wide - 500.0).abs() <= 2.0 && widened == 0, "wide enough: {wide}");
    let boxes = "{ row = [{ node = \"a1\", width = 700 }, { node = \"a2\", width = 700 }], gap = 40 }";
    let (between_boxes, widened) = apart(boxes, label);
    assert!(between_boxes > 600.0 && widened == 0, "what is drawn is far apart: {between_boxes}");
    let column = "{ row = [{ column = [\"a1\", { node = \"a3\", width = 400 }] }, \"a2\"], gap = 10 }";
    let (from_column, _) = apart(column, label);
    assert!((from_column - needed).abs() <= 2.0, "{from_column} of {needed}");
}

#[test]
fn a_gap_says_which_arrow_asked_for_it() {
    let arrows = ["a1 -> a3".into(), "a1 -> a2: short".into(), "a2 -> a1: a longer label".into()];
    let (layout, _) =
        lay_out(&scene(&ids("a", 3), "{ row = [\"a1\", \"a2\", \"a3\"], gap = 10 }", &arrows, 1));
    let [gap] = layout.beats[0].places.gaps[..] else { panic!("{:?}", layout.beats[0].places.gaps) };
    assert_eq!(gap.arrow, 2);
    assert!(gap.is_level && gap.added == gap.needs - 10.0, "{gap:?}");
}

/// Number of steps for arrows, in addition to those for the same stage without any.
fn steps(ids: &[String], stage: &str, arrows: &[String], beats: usize) -> u64 {
    lay_out(&scene(ids, stage, arrows, beats)).1 - lay_out(&scene(ids, stage, &[], beats)).1
}

/// Number of badges scattered over the stage.
const SCATTERED: usize = 20;

fn scattered() -> (Vec<String>, String) {
    let ids = ids("n", SCATTERED);
    let place = |(at, id): (usize, &String)| {
        let (x, y) = ((at * 37 % 97) as f64 / 97.0, (at * 61 % 89) as f64 / 89.0);
        format!("{{ node = \"{id}\", place = [{:.3}, {:.3}] }}", 0.05 + 0.9 * x, 0.05 + 0.9 * y)
    };
    let places: Vec<String> = ids.iter().enumerate().map(place).collect();
    let stage = format!("{{ overlay = [{}] }}", places.join(", "));
    (ids, stage)
}

/// Pairs of different scattered nodes, none of them twice.
fn pairs(count: usize, label: &str) -> Vec<String> {
    let pair = |at: usize| (at % SCATTERED, (at + 1 + at / SCATTERED) % SCATTERED);
    (0..count).map(pair).map(|(a, b)| format!("n{} -> n{}{label}", a + 1, b + 1)).collect()
}

#[test]
fn the_work_grows_with_the_number_of_arrows() {
    let (ids, stage) = scattered();
    for label in ["", ": l"] {
        let [few, many] = [40, 80].map(|count| steps(&ids, &stage, &pairs(count, label), 1));
        assert!(few > 0 && many < few * 5 / 2, "{few} steps for 40 arrows, {many} for 80{label}");
    }
}

#[test]
fn the_work_grows_with_the_size_of_a_fan() {
    let fan = |count: usize| {
        let b = ids("b", count);
        let columns = b.chunks(8).map(|ids| format!("{{ column = [{}], gap = 10 }}", quoted(ids)));
        let columns: Vec<String> = columns.collect();
        let stage = format!("{{ column = [\"a\", {{ row = [{}], gap = 10 }}] }}", columns.join(", "));
        let all = [vec!["a".to_owned()], b.clone()].concat();
        steps(&all, &stage, &[format!("a -> {}", b.join(", "))], 1)
    };
    let [few, many] = [40, 80].map(fan);
    assert!(few > 0 && many < few * 5 / 2, "{few} steps for 40 ends, {many} for 80");
}

#[test]
fn a_beat_that_keeps_stage_and_arrows_keeps_their_courses() {
    let (ids, stage) = scattered();
    let arrows = pairs(60, ": l");
    let [once, often] = [1, 11].map(|beats| steps(&ids, &stage, &arrows, beats));
    let more = (often - once) / 10;
    assert!(more * 20 < once, "{once} steps for the first beat, {more} for each one that keeps it");
    let (layout, _) = lay_out(&scene(&ids, &stage, &arrows, 3));
    assert!(layout.beats.windows(2).all(|pair| pair[0].courses == pair[1].courses));
}

#[test]
fn a_wall_of_arrows_is_refused_by_its_work() {
    let (ids, stage) = scattered();
    let scene = scene(&ids, &stage, &pairs(60, ": l"), 1);
    let theme = Theme::read(Theme::built_in("pearl").unwrap()).unwrap();
    let budget = Budget::new(lay_out(&scene).1 / 2);
    let _ = Layout::new(&scene, &theme, &budget, &mut Diagnostics::default());
    let message = budget.finding().unwrap().message;
    assert!(message.ends_with("at the arrows of beat 1"), "{message}");
}
