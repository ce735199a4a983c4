//! Lays containers out as boxes with taffy: flexbox for rows and columns, a grid for grids and overlays.

use std::collections::HashMap;

use kurbo::{Rect, Size};
use taffy::prelude::{
    AlignItems, AvailableSpace, Dimension, Display, FlexDirection, JustifyContent, LengthPercentage,
    Position, Style, TaffyTree, auto, fr, length, line, percent,
};

use super::gaps::Gaps;
use super::pictures::Studio;
use crate::nodes::{FRAME_PADDING, FRAME_TITLE, Fit, Group, Room, snapped};
use crate::scene::{Arrangement, Beat, Child, Container, Content, Cross, Justify, NodeId};

/// The tree under construction, with the nodes that its leaves and groups stand for.
struct Build<'s, 'a> {
    tree: TaffyTree<NodeId>,
    boxes: Vec<(NodeId, taffy::NodeId)>,
    /// Overlay members with a `place`, as fractions.
    placed: HashMap<taffy::NodeId, [f64; 2]>,
    studio: &'s mut Studio<'a>,
    beat: &'s Beat,
    gaps: &'s Gaps,
    /// Number of containers so far, in the order in which [`super::seams`] counts them.
    containers: usize,
}

/// The box of every node on stage, on the canvas. Some gaps are wider than written, as `gaps` says.
pub(super) fn compute(
    beat: &Beat,
    studio: &mut Studio<'_>,
    stage: Rect,
    gaps: &Gaps,
) -> HashMap<NodeId, Rect> {
    let (tree, boxes, placed) = (TaffyTree::new(), Vec::new(), HashMap::new());
    let mut build = Build { tree, boxes, placed, studio, beat, gaps, containers: 0 };
    let root = build.container(&beat.stage, None);
    let mut style = build.tree.style(root).cloned().unwrap_or_default();
    style.size = taffy::Size { width: length(stage.width() as f32), height: length(stage.height() as f32) };
    // taffy fails only for handles of another tree.
    build.tree.set_style(root, style).expect("the root is of this tree");
    let space = taffy::Size {
        width: AvailableSpace::Definite(stage.width() as f32),
        height: AvailableSpace::Definite(stage.height() as f32),
    };
    let Build { tree, boxes, placed, studio, beat, .. } = &mut build;
    tree.compute_layout_with_measure(root, space, |inputs, _, node, style| {
        taffy::compute_leaf_layout(
            inputs,
            style,
            |_, _| 0.0,
            |known, available| {
                node.map_or(taffy::Size::ZERO, |node| measure(known, available, beat, *node, studio))
            },
        )
    })
    .expect("the root is of this tree");
    let origin = stage.origin();
    let mut rects = HashMap::new();
    locate(tree, root, origin.to_vec2(), placed, &mut rects);
    boxes.iter().filter_map(|(node, handle)| Some((*node, snapped(*rects.get(handle)?)))).collect()
}

fn measure(
    known: taffy::Size<Option<f32>>,
    available: taffy::Size<AvailableSpace>,
    beat: &Beat,
    node: NodeId,
    studio: &mut Studio<'_>,
) -> taffy::Size<f32> {
    let (width, fit) = match (known.width, available.width) {
        (Some(width), _) => (f64::from(width), Fit::Fill),
        (None, AvailableSpace::Definite(width)) => (f64::from(width), Fit::Natural),
        (None, AvailableSpace::MinContent) => (0.0, Fit::Natural),
        (None, AvailableSpace::MaxContent) => (f64::INFINITY, Fit::Natural),
    };
    let height = known.height.map_or(f64::INFINITY, f64::from);
    let size = studio.measure(beat, node, Room { width, height, fit });
    // Rounded up, so that a text never breaks because its own box was rounded down.
    taffy::Size {
        width: known.width.unwrap_or(size.width.ceil() as f32),
        height: known.height.unwrap_or(size.height.ceil() as f32),
    }
}

/// Adds the absolute boxes of all tree nodes. The places of overlay members override those that taffy found.
fn locate(
    tree: &TaffyTree<NodeId>,
    at: taffy::NodeId,
    origin: kurbo::Vec2,
    placed: &HashMap<taffy::NodeId, [f64; 2]>,
    rects: &mut HashMap<taffy::NodeId, Rect>,
) {
    let Ok(layout) = tree.layout(at) else { return };
    let size = Size::new(f64::from(layout.size.width), f64::from(layout.size.height));
    let corner = origin + kurbo::Vec2::new(f64::from(layout.location.x), f64::from(layout.location.y));
    rects.insert(at, Rect::from_origin_size(corner.to_point(), size));
    for child in tree.children(at).unwrap_or_default() {
        let shift = match (placed.get(&child), tree.layout(child)) {
            (Some([x, y]), Ok(inner)) => {
                let (width, height) = (f64::from(inner.size.width), f64::from(inner.size.height));
                let wanted = kurbo::Vec2::new(x * size.width - width / 2.0, y * size.height - height / 2.0);
                wanted - kurbo::Vec2::new(f64::from(inner.location.x), f64::from(inner.location.y))
            }
            _ => kurbo::Vec2::ZERO,
        };
        locate(tree, child, corner + shift, placed, rects);
    }
}

impl Build<'_, '_> {
    fn container(&mut self, container: &Container, child: Option<(&Child, Arrangement)>) -> taffy::NodeId {
        let number = self.containers;
        self.containers += 1;
        let children: Vec<taffy::NodeId> =
            container.children.iter().map(|child| self.child(child, container)).collect();
        self.widen_gaps(container, number, &children);
        let mut style = container_style(container);
        if let Some((child, parent)) = child {
            apply_child(&mut style, child, parent, container.children.iter().any(|c| c.place.is_some()));
        }
        self.tree.new_with_children(style, &children).expect("children are of this tree")
    }

    fn child(&mut self, child: &Child, parent: &Container) -> taffy::NodeId {
        match &child.content {
            Content::Container(inner) => self.container(inner, Some((child, parent.how))),
            Content::Node(node) => match &self.studio.scene.cast[*node].arrangement {
                Some(inner) => self.group(*node, inner, child, parent.how),
                None => self.leaf(*node, child, parent.how),
            },
        }
    }

    fn leaf(&mut self, node: NodeId, child: &Child, parent: Arrangement) -> taffy::NodeId {
        let mut style = Style::default();
        apply_child(&mut style, child, parent, false);
        let wraps = self.studio.scene.cast[node].kind.wraps;
        style.flex_shrink =
            if wraps && parent == Arrangement::Row && child.width.is_none() { 1.0 } else { 0.0 };
        let handle = self.tree.new_leaf_with_context(style, node).expect("a tree takes any leaf");
        self.note(node, handle, child);
        handle
    }

    fn group(
        &mut self,
        node: NodeId,
        inner: &Container,
        child: &Child,
        parent: Arrangement,
    ) -> taffy::NodeId {
        let handle = self.container(inner, Some((child, parent)));
        let group = &self.studio.scene.cast[node];
        let titled = Group::has_frame(&group.states[self.beat.first_states[node]]);
        if titled && let Ok(style) = self.tree.style(handle).cloned() {
            let least = self.studio.measure(self.beat, node, Room::FREE).width;
            let pad: LengthPercentage = length(FRAME_PADDING as f32);
            let padding = taffy::Rect { left: pad, right: pad, bottom: pad, top: length(FRAME_TITLE as f32) };
            let min_size = taffy::Size { width: length(least as f32), height: auto() };
            self.tree.set_style(handle, Style { padding, min_size, ..style }).expect("of this tree");
        }
        self.note(node, handle, child);
        handle
    }

    fn note(&mut self, node: NodeId, handle: taffy::NodeId, child: &Child) {
        self.boxes.push((node, handle));
        if let Some(place) = child.place {
            self.placed.insert(handle, place);
        }
    }

    /// Adds a margin before each child whose gap has to be wider for an arrow.
    fn widen_gaps(&mut self, container: &Container, number: usize, children: &[taffy::NodeId]) {
        for ((_, child), gap) in self.gaps.range((number, 0)..(number + 1, 0)) {
            let handle = children[*child];
            if let Ok(mut style) = self.tree.style(handle).cloned() {
                let row = container.how == Arrangement::Row;
                let side = if row { &mut style.margin.left } else { &mut style.margin.top };
                *side = length(gap.added as f32);
                self.tree.set_style(handle, style).expect("of this tree");
            }
        }
    }
}

fn container_style(container: &Container) -> Style {
    let gap: LengthPercentage = length(container.gap as f32);
    let align = cross(container.align);
    let justify = match container.justify {
        Justify::Start => JustifyContent::START,
        Justify::Center => JustifyContent::CENTER,
        Justify::End => JustifyContent::END,
        Justify::Between => JustifyContent::SPACE_BETWEEN,
    };
    let base = Style {
        gap: taffy::Size { width: gap, height: gap },
        align_items: align,
        justify_content: justify,
        ..Style::default()
    };
    match container.how {
        Arrangement::Row => Style { display: Display::Flex, flex_direction: FlexDirection::Row, ..base },
        Arrangement::Column => {
            Style { display: Display::Flex, flex_direction: FlexDirection::Column, ..base }
        }
        Arrangement::Grid(columns) => Style {
            display: Display::Grid,
            grid_template_columns: (0..columns).map(|_| auto()).collect(),
            justify_items: if align == AlignItems::STRETCH { align } else { AlignItems::CENTER },
            align_content: JustifyContent::CENTER,
            ..base
        },
        Arrangement::Overlay => Style {
            display: Display::Grid,
            grid_template_columns: vec![fr(1.0)],
            grid_template_rows: vec![fr(1.0)],
            justify_items: align,
            ..base
        },
    }
}

fn cross(cross: Cross) -> AlignItems {
    match cross {
        Cross::Start => AlignItems::START,
        Cross::Center => AlignItems::CENTER,
        Cross::End => AlignItems::END,
        Cross::Stretch => AlignItems::STRETCH,
    }
}

/// Lets an overlay with places take the room that its neighbours leave, since places are fractions of it.
fn take_room(style: &mut Style, child: &Child, parent: Arrangement) {
    let (along, across) = match parent {
        Arrangement::Row => (child.width, child.height),
        Arrangement::Column => (child.height, child.width),
        Arrangement::Grid(_) | Arrangement::Overlay => {
            let whole = |side: Option<f64>, fixed| if side.is_some() { fixed } else { percent(1.0) };
            style.size.width = whole(child.width, style.size.width);
            style.size.height = whole(child.height, style.size.height);
            return;
        }
    };
    if along.is_none() {
        style.flex_grow = style.flex_grow.max(1.0);
    }
    if across.is_none() {
        style.align_self = Some(AlignItems::STRETCH);
    }
}

fn apply_child(style: &mut Style, child: &Child, parent: Arrangement, has_places: bool) {
    let fixed = |side: Option<f64>| side.map_or(Dimension::auto(), |side| length(side as f32));
    style.size = taffy::Size { width: fixed(child.width), height: fixed(child.height) };
    // As in CSS, but not by default in taffy: a container in a column takes its natural width, but at most the
    // column's, so that its contents wrap.
    if parent == Arrangement::Column && matches!(child.content, Content::Container(_)) {
        style.max_size.width = percent(1.0);
    }
    style.flex_grow = child.grow as f32;
    style.flex_shrink = 0.0;
    style.align_self = child.align.map(cross);
    if has_places {
        take_room(style, child, parent);
    }
    if parent == Arrangement::Overlay {
        style.grid_row = line(1);
        style.grid_column = line(1);
        if child.place.is_some() {
            style.position = Position::Absolute;
        }
    }
}
