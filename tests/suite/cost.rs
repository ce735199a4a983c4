//! Cost of checking a scene, in counted steps: proportional to the content of the scene, and never more than
//! the budget.

#[path = "../../benches/sizes/mod.rs"]
mod sizes;

use halfminute_check::SceneFolder;
use halfminute_check::lint::{Levels, Lints};
use halfminute_engine::budget::Budget;
use halfminute_engine::diagnostic::{Diagnostic, Diagnostics};
use halfminute_engine::film::{Clip, Inspector, Overrides, Scope};
use halfminute_engine::layout::Layout;
use halfminute_engine::nodes::KINDS;
use halfminute_engine::scene::Scene;
use halfminute_engine::theme::Theme;
use halfminute_engine::timeline::Timeline;
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_assert, prop_oneof, proptest};
use sizes::{Play, Recipe, Stage};
use tempfile::TempDir;

/// A number in a recipe that can be increased.
#[derive(Clone, Copy, Debug)]
enum Dimension {
    Nodes,
    Beats,
    Entries,
    Arrows,
}

const DIMENSIONS: [Dimension; 4] =
    [Dimension::Nodes, Dimension::Beats, Dimension::Entries, Dimension::Arrows];

fn twice(recipe: &Recipe, dimension: Dimension) -> Recipe {
    let mut more = recipe.clone();
    match dimension {
        Dimension::Nodes => more.nodes *= 2,
        Dimension::Beats => more.beats *= 2,
        Dimension::Entries => more.entries *= 2,
        Dimension::Arrows => more.arrows *= 2,
    }
    more
}

struct Bench {
    folder: TempDir,
    theme: Theme,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        sizes::write_pictures(folder.path());
        Self { folder, theme: Theme::read(Theme::built_in("pearl").unwrap()).unwrap() }
    }

    /// The steps of a scene, with a budget of `most`; `None` if the scene is beyond a limit.
    fn steps(&self, recipe: &Recipe, most: u64) -> Option<u64> {
        let text = recipe.text();
        let (scene, mut found) =
            Scene::read_with(&text, &SceneFolder(self.folder.path()), &Overrides::default());
        let budget = Budget::new(most);
        budget.spend(found.steps());
        let Some(scene) = scene else {
            let found = found.finish();
            let is_limit = |finding: &Diagnostic| finding.code.0 == "too-many";
            assert!(found.iter().any(is_limit), "{found:?}\n{recipe:?}");
            return None;
        };
        let layout = Layout::new(&scene, &self.theme, &budget, &mut found);
        if !budget.is_spent() {
            let timeline = Timeline::new(&scene, &layout, &self.theme, &budget);
            let clip = Clip {
                file_name: "scene.toml",
                scene: &scene,
                theme: &self.theme,
                layout: &layout,
                timeline: &timeline,
                budget: &budget,
            };
            let levels = Levels::default();
            Lints(&levels).check_clip(&clip, Scope::Pictures, &mut Diagnostics::default());
        }
        Some(budget.steps())
    }

    /// Searches for the most expensive scene; returns it with its steps. In each round the scene is doubled
    /// in each dimension, and the one with the most steps per byte is kept, until it takes more than `most`
    /// steps or no larger scene is within the limits.
    fn worst(&self, start: Recipe, most: u64) -> (Recipe, u64) {
        let measured = |recipe: Recipe| Some((self.steps(&recipe, most)?, recipe));
        let (mut steps, mut worst) = measured(start).unwrap();
        while steps <= most {
            let larger = DIMENSIONS.map(|dimension| twice(&worst, dimension)).into_iter();
            let per_byte = |(steps, recipe): &(u64, Recipe)| steps * 1_000 / recipe.text().len() as u64;
            let Some(found) = larger.filter_map(measured).max_by_key(per_byte) else { break };
            (steps, worst) = found;
        }
        (worst, steps)
    }
}

fn recipes() -> impl Strategy<Value = Recipe> {
    let stage = prop_oneof![Just(Stage::Stacked), Just(Stage::Scattered)];
    let play = prop_oneof![
        Just(Play::Pulse),
        Just(Play::Mark),
        Just(Play::Focus),
        Just(Play::Tone),
        Just(Play::Move)
    ];
    let kinds = 0..KINDS.len();
    let (nodes, beats, entries, arrows) = (4_usize..16, 1_usize..4, 4_usize..8, 2_usize..5);
    (kinds, nodes, beats, entries, arrows, stage, play).prop_map(
        |(kind, nodes, beats, entries, arrows, stage, play)| Recipe {
            kind: KINDS[kind],
            nodes,
            beats,
            entries,
            arrows,
            stage,
            play,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn twice_as_much_takes_little_more_than_twice_the_steps(
        recipe in recipes(),
        dimension in prop_oneof![
            3 => Just(Dimension::Nodes),
            1 => Just(Dimension::Beats),
            1 => Just(Dimension::Entries),
            1 => Just(Dimension::Arrows),
        ],
    ) {
        let bench = Bench::new();
        let steps = |recipe: &Recipe| bench.steps(recipe, u64::MAX).unwrap();
        let (one, two) = (steps(&recipe), steps(&twice(&recipe, dimension)));
        // A search for neighbours adds a little; comparing all with all would multiply the steps by four.
        prop_assert!(two <= one * 3 + 20_000, "{one} steps become {two} with more {dimension:?}: {recipe:?}");
    }

    #[test]
    fn the_worst_scene_that_is_found_ends_soon_after_the_budget(recipe in recipes(), most in 1_000_u64..100_000) {
        let (worst, steps) = Bench::new().worst(recipe, most);
        prop_assert!(steps <= most + 50_000, "{steps} steps of {most}: {worst:?}");
    }
}
