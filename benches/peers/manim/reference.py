"""The reference clip in Manim Community: six beats of five seconds at 1920x1080 and 30 frames a second."""

from manim import (
    DOWN, LEFT, ORIGIN, RIGHT, UP, Arrow, Create, FadeIn, FadeOut, Indicate, Integer, ChangeDecimalToValue,
    LaggedStart, RoundedRectangle, Scene, ShowPassingFlash, SurroundingRectangle, Text, VGroup, config,
)

INK, SOFT, PANEL, LINE, ACCENT = "#12264A", "#59647A", "#FFFFFF", "#B9BFCC", "#A07814"
config.background_color = "#F4F2EE"
PIECES = ["to", "ken", "iz", "ers", "cut", "words", "in", "to", "piec", "es", "they", "know"]


def card(title, line):
    box = RoundedRectangle(corner_radius=0.12, width=2.2, height=1.3, color=LINE, fill_color=PANEL, fill_opacity=1)
    words = VGroup(
        Text(title, font_size=28, color=INK, weight="BOLD"), Text(line, font_size=24, color=INK)
    ).arrange(DOWN, buff=0.15)
    return VGroup(box, words.move_to(box))


def tile(word):
    text = Text(word, font_size=24, color=INK)
    box = RoundedRectangle(
        corner_radius=0.06, width=text.width + 0.25, height=0.6, color=LINE, fill_color=PANEL, fill_opacity=1
    )
    return VGroup(box, text.move_to(box))


class Reference(Scene):
    def construct(self):
        steps = [card("read", "text in"), card("cut", "pieces"), card("count", "ids out")]
        tiles = VGroup(*map(tile, PIECES)).arrange(RIGHT, buff=0.1)
        number = Integer(0, mob_class=Text, font_size=72, color=INK)
        places = [LEFT * 4 + UP, UP, RIGHT * 4 + UP]
        self.chrome = None
        self.arrows = VGroup()

        # 1: three steps
        self.begin("Three steps", "Text comes in, is cut, and is counted.")
        for step, place in zip(steps, places):
            step.move_to(place)
        self.play(LaggedStart(*map(FadeIn, steps), lag_ratio=0.2), run_time=1)
        self.join(steps)
        self.flow()
        self.hold(1)

        # 2: twelve pieces
        self.begin("Twelve pieces", "Each piece finds its place in the row.")
        tiles.move_to(DOWN)
        self.play(LaggedStart(*(FadeIn(t, target_position=steps[1]) for t in tiles), lag_ratio=0.3), run_time=3)
        self.hold(2)

        # 3: a number counts
        self.begin("A number counts", "Twelve pieces, counted one by one.")
        self.play(FadeOut(self.arrows), FadeOut(steps[0]), FadeOut(steps[1]), tiles.animate.move_to(UP),
                  steps[2].animate.move_to(LEFT * 2 + DOWN), run_time=0.6)
        number.move_to(RIGHT * 2 + DOWN)
        self.play(FadeIn(number), run_time=0.3)
        self.join([steps[2], number])
        self.play(ChangeDecimalToValue(number, 12), run_time=1.5)
        self.play(LaggedStart(*map(Indicate, tiles), lag_ratio=0.1), run_time=1.5)
        self.hold(3)

        # 4: around the corner
        self.begin("Around the corner", "The same three steps, there and back.")
        self.play(FadeOut(self.arrows), FadeOut(tiles), number.animate.move_to(RIGHT * 3),
                  steps[2].animate.move_to(LEFT * 3 + DOWN * 1.5), run_time=0.6)
        steps[0].move_to(LEFT * 3 + UP * 1.5)
        steps[1].move_to(ORIGIN)
        self.play(FadeIn(steps[0]), FadeIn(steps[1]), run_time=0.4)
        self.join(steps)
        self.flow()
        self.play(ChangeDecimalToValue(number, 24), run_time=1.0)
        self.hold(4)

        # 5: side by side
        self.begin("Side by side", "Steps and pieces on one stage.")
        self.play(FadeOut(self.arrows), FadeOut(number),
                  *(step.animate.move_to(place) for step, place in zip(reversed(steps), places)), run_time=0.8)
        tiles.move_to(DOWN)
        self.play(FadeIn(tiles), run_time=0.3)
        self.join(steps[::-1])
        frames = [SurroundingRectangle(tiles[at], color=ACCENT, buff=0.05) for at in (4, 6)]
        self.play(Create(frames[0]), run_time=0.4)
        self.play(Indicate(steps[1]), run_time=0.6)
        self.play(Create(frames[1]), run_time=0.4)
        self.hold(5)

        # 6: back again
        self.begin("Back again", "Where it began, with what it made.")
        self.play(FadeOut(self.arrows), FadeOut(tiles), *map(FadeOut, frames),
                  *(step.animate.move_to(place) for step, place in zip(steps, places)), run_time=0.8)
        number.move_to(DOWN)
        self.play(FadeIn(number), run_time=0.3)
        self.join(steps)
        self.flow()
        self.play(ChangeDecimalToValue(number, 36), run_time=1.0)
        self.hold(6)

    def begin(self, title, caption):
        """Title and caption of a beat fade into those of the next."""
        new = VGroup(
            Text(title, font_size=40, color=INK, weight="BOLD").to_corner(UP + LEFT),
            Text(caption, font_size=30, color=INK).to_edge(DOWN),
        )
        old = [FadeOut(self.chrome)] if self.chrome else []
        self.play(*old, FadeIn(new), run_time=0.3)
        self.chrome = new

    def join(self, nodes):
        """Arrows from each node to the next draw themselves."""
        arrows = []
        for a, b in zip(nodes, nodes[1:]):
            side = RIGHT if b.get_x() > a.get_x() else LEFT
            start, end = a.get_edge_center(side), b.get_edge_center(-side)
            arrows.append(Arrow(start, end, color=SOFT, buff=0.1, stroke_width=4))
        self.arrows = VGroup(*arrows)
        self.play(*map(Create, arrows), run_time=0.4)

    def flow(self):
        for arrow in self.arrows:
            light = arrow.copy().set_color(ACCENT)
            self.play(ShowPassingFlash(light, time_width=0.4), run_time=0.5)

    def hold(self, beat):
        """Rests until the beat is over."""
        left = beat * 5 - self.renderer.time
        if left > 0:
            self.wait(left)
