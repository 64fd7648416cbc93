"""Narrative holds words and layout, and nothing that acts."""

import pytest

from joinedup.exchange.adapters import narrative


@pytest.mark.parametrize(
    "div",
    [
        '<div xmlns="http://www.w3.org/1999/xhtml"><p><b>Dizzy</b> &amp; dry</p></div>',
        '<div><a href="https://nhs.uk">a</a><a href="#b">b</a><a href="Patient/1">c</a></div>',
        '<div><table><tr><td colspan="2" style="color: red">1</td></tr></table></div>',
        '<div><img src="data:image/png;base64,AA" alt="a body map"/></div>',
        "<div><!-- a remark --><br/></div>",
    ],
)
def test_words_and_layout_are_let_pass(div: str):
    assert narrative.faults(div) == ()


@pytest.mark.parametrize(
    ("div", "fault"),
    [
        ("<div><script>alert(1)</script></div>", "<script>"),
        ("<div><SCRIPT SRC=//x.example></SCRIPT></div>", "<script>"),
        ('<div><p onclick="x()">a</p></div>', "onclick"),
        ('<div><a href="javascript:x()">a</a></div>', "href=javascript:x()"),
        ('<div><a href="java&#10;script:x()">a</a></div>', "href=java\nscript:x()"),
        ('<div><img src="data:text/html,x"/></div>', "src=data:text/html,x"),
        ('<div><p style="background: url(x)">a</p></div>', "style"),
        ("<div><iframe></iframe></div>", "<iframe>"),
        ('<div><form action="x"><input/></form></div>', "<form>"),
        ("<div><svg><path/></svg></div>", "<svg>"),
        ("<!DOCTYPE html><div>a</div>", "<!DOCTYPE html>"),
        ("<?xml-stylesheet href='x'?><div>a</div>", "<?xml-stylesheet href=>"),
        ("<div><![CDATA[x]]></div>", "<![CDATA[x]>"),
        ("<p>no div</p>", "it does not start with <div>"),
        ("words only", "it does not start with <div>"),
    ],
)
def test_what_acts_or_fetches_is_named(div: str, fault: str):
    assert fault in narrative.faults(div)
