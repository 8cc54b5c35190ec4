"""Pictures of a result: shapes from numbers, words beside them, nothing else."""

import io
import re

import matplotlib.image
import msgspec
import pytest

from autograder.feedback import picture_name, render_html, render_markdown, render_pictures, render_plot_png
from autograder.feedback.describing import describe, sparkline
from autograder.feedback.drawing import draw_svg
from autograder.language import translator
from autograder.result import Boundary, CellResult, Curve, Fit, Path, Verdict
from tests.feedback.sample import changed, plots, sample
from tests.feedback.test_rendering import Page

PLOTS = plots(ko=False)
NONE_FINITE = (
    Curve(title="t", values=(None, None), steps=2),
    Curve(title="t", values=(), steps=0),
    Curve(title="t", values=(1e30, -1e30, 0.0), steps=3),
    Fit(title="t", x=(), y=(), line_x=(0.0, 1.0), line_y=(None, None)),
    Fit(title="t", x=(1.0,), y=(1.0,), line_x=(1.0, 1.0), line_y=(1e30, -1e30)),
    Boundary(title="t", low=(0.0, 0.0), high=(1.0, 1.0), rows=("?",), x=(), y=(), labels=""),
    Path(title="t", x=(None,), y=(None,), steps=0),
    Path(title="t", x=(0.0, 1e30, None), y=(0.0, -1e30, 1.0), steps=2, goal=(1.0, 1.0)),
)


def said(plot, language="en"):
    return describe(plot, translator(language))


def curve(*values, steps=None):
    return Curve(title="t", values=values, steps=steps or len(values))


@pytest.mark.parametrize("plot", [*PLOTS, *NONE_FINITE], ids=lambda p: type(p).__name__)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_plot_is_drawn_and_said(plot, language):
    words = said(plot, language)
    svg = draw_svg(plot, words)
    page = Page(str(svg))
    assert page.tags[0] == "svg"
    assert set(page.tags) <= {"svg", "path", "polyline", "circle", "text"}
    assert page.values("aria-label") == [f"{plot.title}. {words}"]
    for name in ("points", "d", "cx", "cy", "x", "y"):
        assert not re.search(r"nan|inf|None|e\d", " ".join(page.values(name)))
    assert not [name for _, name, _ in page.attributes if name in {"style", "href"} or name.startswith("on")]
    assert words


def test_texts_of_unknown_origin_stay_texts():
    evil = '"><script>alert(1)</script>&amp;\u202e'
    plot = Curve(title=evil, x_label=evil, y_label=evil, values=(1.0, 2.0), steps=2)
    page = Page(str(draw_svg(plot, evil)))
    assert "script" not in page.tags
    assert "<script>" in page.text
    assert "\u202e" not in page.text


def test_a_curve_goes_down_where_the_loss_falls():
    (line,) = Page(draw_svg(curve(3.0, 2.0, 1.0), "")).values("points")
    places = [tuple(map(float, place.split(","))) for place in line.split()]
    assert places == sorted(places)
    assert [y for _, y in places] == sorted(y for _, y in places)  # downwards is larger


def test_what_was_not_finite_interrupts_the_line():
    lines = Page(draw_svg(curve(1.0, 2.0, None, 2.0, 1.0), "")).values("points")
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((4.0, 2.0, 1.0), "It falls from 4 to 1 over 3 values."),
        ((1.0, 2.0), "It grows from 1 to 2 over 2 values."),
        ((1.0, 1.0), "It stays at 1 over 2 values."),
        ((1.0, 1e9, None), "It starts at 1 and grows beyond all numbers: it diverges."),
        ((None, 1.0), "There are no finite values to draw."),
        ((), "There are no finite values to draw."),
        (
            tuple(0.5**i for i in range(40)),
            "It falls from 1 to 1.82e-12 over 40 values. At the end it is nearly flat.",
        ),
        (
            tuple(float(40 - i) for i in range(40)),
            "It falls from 40 to 1 over 40 values. At the end it is still falling: more steps may help.",
        ),
    ],
)
def test_a_curve_in_words(values, words):
    assert said(curve(*values)) == words


def test_a_boundary_counts_the_points_in_the_area_of_their_label():
    rows = ("01",) * 2
    plot = Boundary(
        title="t",
        low=(-1.0, -1.0),
        high=(1.0, 1.0),
        rows=rows,
        x=(-0.5, 0.5, 0.5),
        y=(0.0, 0.0, 0.5),
        labels="010",
    )
    assert said(plot) == "2 of the 3 points shown lie in the area of their own label."
    everywhere = msgspec.structs.replace(plot, rows=("11", "11"))
    assert said(everywhere) == "Your model gives the same label everywhere."


def test_areas_of_different_labels_and_points_differ_in_more_than_colour():
    page = Page(draw_svg(PLOTS[1], ""))
    classes = page.values("class")
    assert {"area0", "area1", "area2", "dot0", "dot1"} <= set(classes)
    kinds = {value: tag for tag, name, value in page.attributes if name == "class"}
    assert kinds["dot0"] != kinds["dot1"]


def test_a_path_says_how_far_it_is_from_its_goal():
    plot = Path(title="t", x=(0.0, 3.0), y=(0.0, 4.0), steps=1, goal=(0.0, 0.0))
    assert said(plot) == "After 1 steps the path ends at (3, 4), 5 away from the lowest point."
    assert "diverges" in said(Path(title="t", x=(0.0, None), y=(0.0, None), steps=1))


def test_a_curve_as_characters():
    assert sparkline(curve(8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0)) == "█▇▆▅▄▃▂▁"
    assert sparkline(curve(1.0, 2.0, None)) == "▁█×"
    assert len(sparkline(curve(*map(float, range(100))))) == 32
    assert [sparkline(plot) for plot in NONE_FINITE if not isinstance(plot, Curve)] == [""] * 5
    assert sparkline(curve(None)) == ""


@pytest.mark.parametrize("plot", [*PLOTS, *NONE_FINITE], ids=lambda p: type(p).__name__)
def test_a_png_is_small_and_the_same_every_time(plot):
    data = render_plot_png(plot)
    assert data == render_plot_png(plot)
    assert len(data) < 40_000
    height, width, _ = matplotlib.image.imread(io.BytesIO(data)).shape
    assert (width, height) == (528, 352)


def test_pictures_are_named_for_their_cell():
    result = sample()
    pictures = render_pictures(result)
    assert list(pictures) == ["train-1.png", "train-2.png", "train-3.png", "train-4.png"]
    odd = CellResult("../../é x", "nb", "t", 1, 1, Verdict.PASSED)
    assert picture_name(odd, 1) == "_______x-1.png".rjust(len(picture_name(odd, 1)), "_")
    assert "/" not in picture_name(odd, 1)


def test_a_thread_links_to_pictures_that_are_published():
    result = sample()
    text = render_markdown(result, pictures={"train-2.png": "https://example.org/a b/(2).png"})
    assert "](https://example.org/a%20b/%282%29.png)" in text
    assert text.count("![") == 1
    assert "![" not in render_markdown(result)


def test_pictures_are_in_both_forms_of_the_feedback():
    for language in ("ko", "en"):
        result = sample(language)
        page = render_html(result)
        text = render_markdown(result)
        assert page.count('<svg class="plot"') == 4
        for plot in plots(ko=language == "ko"):
            assert plot.title in page
            assert plot.title in text
        assert "█" in text


def test_a_page_without_pictures_is_as_before():
    cells = tuple(msgspec.structs.replace(cell, plots=()) for cell in sample().cells)
    assert "<figure" not in render_html(changed(sample(), cells=cells))
