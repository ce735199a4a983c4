//! Pictures on the screen: textures and their places.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bevy::asset::RenderAssetUsages;
use bevy::camera::Camera;
use bevy::render::view::Msaa;
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};
use kurbo::Rect;
use nannou::prelude::{
    App, Draw, Entity, Extent3d, Handle, Image, On, TextureDimension, TextureFormat, With, World,
};

use halfminute_engine::display::{Color, DisplayList};
use halfminute_engine::raster::Raster;
use halfminute_render::png::Picture;

use super::super::geometry::Geometry;
use super::lock;

/// The most recent screenshot of the window.
static CAPTURED: Mutex<Option<Picture>> = Mutex::new(None);

/// Locks the screenshot that [`capture`] has stored, if it has arrived.
pub(super) fn captured() -> MutexGuard<'static, Option<Picture>> {
    lock(&CAPTURED)
}

/// Requests a screenshot of the window; it arrives later in [`captured`].
pub(super) fn capture(app: &App<'_, '_>, window: Entity) {
    let keep = |captured: On<'_, '_, ScreenshotCaptured>| {
        if let Ok(picture) = captured.image.clone().try_into_dynamic() {
            let picture = picture.to_rgb8();
            let size = picture.dimensions();
            *lock(&CAPTURED) = Some(Picture { size, rgb: picture.into_raw() });
        }
    };
    app.command_scope(|mut commands| {
        commands.spawn(Screenshot::window(window)).observe(keep);
    });
}

/// Turns off multisampling: the three rectangles have straight edges, and without a GPU it is expensive.
pub(super) fn smooth_nothing(app: &App<'_, '_>) {
    app.command_scope(|mut commands| {
        commands.queue(|world: &mut World| {
            let mut cameras = world.query_filtered::<Entity, With<Camera>>();
            let cameras: Vec<Entity> = cameras.iter(world).collect();
            for camera in cameras {
                world.entity_mut(camera).insert(Msaa::Off);
            }
        });
    });
}

/// Converts a colour to nannou's type.
pub(super) fn color(color: Color) -> nannou::prelude::Color {
    let [red, green, blue, alpha] = color.components;
    nannou::prelude::Color::srgba(red, green, blue, alpha)
}

/// A picture on the screen.
pub(super) struct Layer {
    texture: Handle<Image>,
    /// Place in pixels from the window's top left; without area while there is nothing to show.
    pub(super) place: Rect,
}

impl Layer {
    pub(super) fn new(app: &App<'_, '_>) -> Self {
        Self { texture: app.asset_server().add(image((1, 1), vec![0; 4])), place: Rect::ZERO }
    }

    pub(super) fn show(&self, app: &App<'_, '_>, size: (u32, u32), rgba: Vec<u8>) {
        app.modify_image(&self.texture, move |texture| *texture = image(size, rgba));
    }

    /// Draws the layer at its place. nannou's origin is the middle of the window, with y upwards.
    pub(super) fn draw(&self, draw: &Draw, geometry: &Geometry) {
        let points = 1.0 / geometry.density;
        let (width, height) = (f64::from(geometry.window.0) * points, f64::from(geometry.window.1) * points);
        let place = self.place.scale_from_origin(points);
        if place.area() > 0.0 {
            let middle = place.center();
            draw.rect()
                .x_y((middle.x - width / 2.0) as f32, (height / 2.0 - middle.y) as f32)
                .w_h(place.width() as f32, place.height() as f32)
                .texture(&self.texture);
        }
    }
}

fn image((width, height): (u32, u32), rgba: Vec<u8>) -> Image {
    let size = Extent3d { width, height, depth_or_array_layers: 1 };
    Image::new(
        size,
        TextureDimension::D2,
        rgba,
        TextureFormat::Rgba8UnormSrgb,
        RenderAssetUsages::RENDER_WORLD,
    )
}

/// A layer that shows a display list and is drawn again when the list changes.
pub(super) struct Painted {
    pub(super) layer: Layer,
    list: Option<DisplayList>,
    /// The rasteriser and the size of its pictures. Behind a lock because the callbacks only have a shared
    /// reference to the model.
    raster: Mutex<Option<((u32, u32), Raster)>>,
}

impl Painted {
    pub(super) fn new(app: &App<'_, '_>) -> Self {
        Self { layer: Layer::new(app), list: None, raster: Mutex::new(None) }
    }

    /// Shows the list at a place, or nothing; returns true if anything has changed.
    pub(super) fn paint(&mut self, app: &App<'_, '_>, place: Rect, list: Option<DisplayList>) -> bool {
        let Some(list) = list.filter(|list| !list.items.is_empty()) else {
            return mem::replace(&mut self.layer.place, Rect::ZERO) != Rect::ZERO;
        };
        let size = ((place.width() as u32).max(1), (place.height() as u32).max(1));
        let raster = self.raster.get_mut().unwrap_or_else(PoisonError::into_inner);
        if raster.as_ref().is_none_or(|(known, _)| *known != size) {
            *raster = Some((size, Raster::new(size)));
            self.list = None;
        }
        let moved = mem::replace(&mut self.layer.place, place) != place;
        if let Some((_, raster)) = raster
            && self.list.as_ref() != Some(&list)
        {
            self.layer.show(app, size, straight(raster.draw_clear(&list)));
            self.list = Some(list);
            return true;
        }
        moved
    }
}

/// Divides colours by their alpha, because textures are not premultiplied.
fn straight(mut rgba: Vec<u8>) -> Vec<u8> {
    for [red, green, blue, alpha] in rgba.as_chunks_mut().0 {
        if !matches!(*alpha, 0 | 255) {
            for value in [red, green, blue] {
                *value = (u32::from(*value) * 255 / u32::from(*alpha)).min(255) as u8;
            }
        }
    }
    rgba
}
