"""Pages whose article is in an odd place: parted, beside its title, in tables, behind tabs, twice for two screens."""

from __future__ import annotations

from intake.webpages.story import (
    Maker,
    Story,
    Style,
    body,
    cards,
    comments,
    foot,
    head,
    join,
    links,
    sections,
    shares,
    signup,
    top,
)
from intake.webpages.systems import Made


def layout_tables(make: Maker, story: Story) -> Made:
    style = Style(
        figure=lambda caption, credit: f'<center><img src="p.gif"><br><font size="1">{caption} {credit}</font></center>'
    )
    page = f"""<html><head><title>{story.headline}</title></head><body bgcolor="#ffffff"><table width="100%" border="0"><tr><td colspan="3"><a href="/"><img src="logo.gif"></a></td></tr>
<tr><td width="150" valign="top"><table><tr><td><font size="2"><a href="/a">{make.teaser()}</a><br><a href="/b">{make.teaser()}</a><br><a href="/c">{make.teaser()}</a></font></td></tr></table></td>
<td valign="top"><table><tr><td><font size="5"><b>{story.headline}</b></font><p><i>{story.standfirst}</i><p>{story.byline}{"".join(body(story, style))}</td></tr></table></td>
<td width="120" valign="top"><font size="1"><b>Top stories</b><br><a href="/d">{make.teaser()}</a><br><a href="/e">{make.teaser()}</a></font></td></tr><tr><td colspan="3" align="center"><font size="1"><a href="/h">Home</a> | <a href="/s">Search</a></font></td></tr></table></body></html>"""
    return page, story.words()


def line_breaks(make: Maker, story: Story) -> Made:
    pieces = "<br><br>\n".join(body(story, Style(p="{}", h="<b>{}</b>")))
    page = f"""<html><head><title>{story.headline}</title></head><body><div class="menu">{shares()}</div><div id="story"><h1>{story.headline}</h1><i>{story.standfirst}</i><br><br>{story.byline}<br><br>{pieces}</div>
<div id="bottom">{shares()} <a href="/m">Back to the list</a></div></body></html>"""
    return page, story.words()


def boxes_for_paragraphs(make: Maker, story: Story) -> Made:
    style = Style(
        p='<div class="text-block"><div>{}</div></div>',
        h='<div class="subhead" id="{name}">{}</div>',
        quote='<div class="quote">{}</div>',
    )
    page = f"""{head(story)}<body><div class="top">{top(make)}</div><div class="story-wrap"><div class="hl">{story.headline}</div><div class="dek">{story.standfirst}</div><div class="by">{story.byline}</div>
<div class="story">{"".join(body(story, style))}</div></div><div class="promo-grid">{cards(make, "promo-cell")}</div>{foot(make)}</body></html>"""
    return page, story.words()


def custom_elements(make: Maker, story: Story) -> Made:
    style = Style(p="<x-paragraph>{}</x-paragraph>", h='<x-heading id="{name}">{}</x-heading>')
    page = f"""{head(story)}<body><x-app><x-header><a href="/">Gossip</a><ul>{links(make)}</ul></x-header><x-article><h1>{story.headline}</h1><x-standfirst>{story.standfirst}</x-standfirst><x-byline>{story.byline}</x-byline>
{"".join(body(story, style))}<share-bar class="share-bar">{shares()}</share-bar></x-article><x-recommended class="recommended">{cards(make)}</x-recommended></x-app>{foot(make)}</body></html>"""
    return page, story.words()


def shadow_template(make: Maker, story: Story) -> Made:
    page = f"""{head(story)}<body>{top(make)}<news-article><template shadowrootmode="open"><style>p{{margin:0}}</style><article><h1>{story.headline}</h1><p>{story.standfirst}</p><p>{story.byline}</p>{"".join(body(story))}</article></template></news-article>
<template id="card"><div class="card"><h4>{make.teaser()}</h4><p>{make.offer()}</p></div></template>{foot(make)}</body></html>"""
    return page, story.words()


def split_articles(make: Maker, story: Story) -> Made:
    pieces = body(story)
    third = len(pieces) // 3 + 1
    parts = [pieces[n : n + third] for n in range(0, len(pieces), third)]
    between = f'<div class="ad-container"><span>Advertisement</span><a href="/x">{make.teaser()}</a></div>'
    page = f"""{head(story)}<body>{top(make)}<div class="story"><h1>{story.headline}</h1><p class="standfirst">{story.standfirst}</p><div class="credits">{story.byline}</div>
{between.join(f'<article class="chunk">{"".join(part)}</article>' for part in parts)}</div><section class="more"><h2>More stories</h2>{cards(make)}</section>{foot(make)}</body></html>"""
    return page, story.words()


def title_outside(make: Maker, story: Story) -> Made:
    hero = '<figure class="hero"><img src="https://pictures.example/h.jpg" alt=""><figcaption>Anchor chart. <span class="credit">Photo: Runa Dahl</span></figcaption></figure>'
    page = f"""{head(story)}<body>{top(make)}<div class="masthead-article"><h1>{story.headline}</h1><p class="deck">{story.standfirst}</p><p class="author">{story.byline}</p></div>{hero}
<div class="social-strip">{shares()}</div><div class="layout"><article>{"".join(body(story))}</article><aside class="rail"><h3>Popular</h3><p>{make.offer()} {make.offer()}</p>{cards(make)}</aside></div>{foot(make)}</body></html>"""
    return page, f"{story.words()} Anchor chart. Photo: Runa Dahl"


def lead_outside_body(make: Maker, story: Story) -> Made:
    first, *rest = body(story)
    page = f"""{head(story)}<body>{top(make)}<main><div class="article-head"><h1>{story.headline}</h1><div class="meta">{story.byline}</div></div><div class="article-lead"><p>{story.standfirst}</p>{first}</div>
<div itemprop="articleBody">{"".join(rest)}</div><div class="comments-teaser"><h3>Comments</h3>{comments(make)}</div></main>{foot(make)}</body></html>"""
    return page, story.words()


def list_of_things(make: Maker, story: Story) -> Made:
    things = [(make.sentence(), f"{make.paragraph()} {make.sentence()}") for _ in range(5)]
    items = "".join(
        f'<div class="card item"><h3><a href="https://things.example/{n}">{name}</a></h3><img src="i{n}.jpg" alt=""><p>{text}</p></div>'
        for n, (name, text) in enumerate(things)
    )
    page = f"""{head(story)}<body>{top(make)}<main><h1>{story.headline}</h1><p>{story.standfirst}</p><p>{story.byline}</p>{"".join(body(story))}<div class="cards">{items}</div>
<div class="related"><h2>You may also like</h2>{cards(make, "tile", 3)}</div></main>{foot(make)}</body></html>"""
    return page, "\n".join([story.words(), *(text for thing in things for text in thing)])


def interview(make: Maker, story: Story) -> Made:
    talk = [(make.sentence(), make.paragraph()) for _ in range(6)]
    said = "".join(f"<p><b>{question}</b></p><p>{answer}</p>" for question, answer in talk)
    page = f"""{head(story)}<body>{top(make)}<article><h1>{story.headline}</h1><p class="standfirst">{story.standfirst}</p><p class="byline">{story.byline}</p>{said}
<footer class="bio"><p>{make.sentence()} {make.sentence()}</p></footer></article><div class="promo">{signup(make)}</div>{foot(make)}</body></html>""".replace(
        '<footer class="bio"><p>', '<footer class="bio"><p>Ferry. '
    )
    told = page.partition("Ferry. ")[2].partition("</p>")[0]
    return page, "\n".join(
        [story.headline, story.standfirst, story.byline, "Ferry", told, *(text for turn in talk for text in turn)]
    )


def accordion(make: Maker, story: Story) -> Made:
    asked = [(make.sentence(), make.paragraph()) for _ in range(5)]
    panels = "".join(
        f'<h3><button aria-expanded="false" aria-controls="panel-{n}">{question}</button></h3><div id="panel-{n}" class="accordion-panel" style="display:none"><p>{answer}</p></div>'
        for n, (question, answer) in enumerate(asked)
    )
    page = f"""{head(story)}<body>{top(make)}<main><h1>{story.headline}</h1><p>{story.standfirst}</p><p>{story.byline}</p>{"".join(body(story))}<div class="faq">{panels}</div></main>
<div id="cookie-notice" class="cookie-notice"><p>{make.offer()}</p><button>Accept</button></div>{foot(make)}</body></html>"""
    return page, "\n".join([story.words(), *(text for one in asked for text in one)])


def tabs(make: Maker, story: Story) -> Made:
    pieces = body(story)
    half = len(pieces) // 2
    page = f"""{head(story)}<body>{top(make)}<main><h1>{story.headline}</h1><p>{story.standfirst}</p><p>{story.byline}</p><div role="tablist"><button role="tab" aria-controls="t1">Ropes</button><button role="tab" aria-controls="t2">Ferries</button></div>
<div role="tabpanel" id="t1">{"".join(pieces[:half])}</div><div role="tabpanel" id="t2" hidden>{"".join(pieces[half:])}</div></main><div class="modal" style="display: none" role="dialog">{signup(make)}</div>{foot(make)}</body></html>"""
    return page, f"{story.words()} Ropes Ferries"


def details(make: Maker, story: Story) -> Made:
    more = [(make.sentence(), make.paragraph()) for _ in range(3)]
    closed = "".join(f"<details><summary>{summary}</summary><p>{text}</p></details>" for summary, text in more)
    page = f"""{head(story)}<body>{top(make)}<article><header><h1>{story.headline}</h1><p>{story.standfirst}</p><p>{story.byline}</p></header>{"".join(body(story))}{closed}<section class="comments" id="comments">{comments(make)}</section></article>{foot(make)}</body></html>"""
    return page, "\n".join([story.words(), *(text for one in more for text in one)])


def one_form(make: Maker, story: Story) -> Made:
    page = f"""{head(story)}<body><form method="post" action="./page.aspx" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="x"><div id="s4-workspace"><div class="ms-nav"><ul>{links(make)}</ul><input type="text" class="search"><input type="submit" value="Go"></div>
<div id="ctl00_PlaceHolderMain"><h1>{story.headline}</h1><p>{story.standfirst}</p><p>{story.byline}</p>{"".join(body(story))}</div><div id="ctl00_Footer" class="footer"><a href="/t">{make.teaser()}</a></div></div></form></body></html>"""
    return page, story.words()


def two_screens(make: Maker, story: Story) -> Made:
    first, *rest = body(story)
    pulled = story.parts[0].texts[0].split(". ")[0].rstrip(".?!")
    intro = f'<div class="standfirst hidden-xs desktop-only"><p>{story.standfirst}</p></div><div class="standfirst visible-xs mobile-only"><p>{story.standfirst}</p></div>'
    page = f"""{head(story)}<body><nav class="desktop-nav"><ul>{links(make)}</ul></nav><nav class="mobile-nav"><ul>{links(make)}</ul></nav><article><h1>{story.headline}</h1>{intro}<p>{story.byline}</p>{first}<aside class="pullquote"><p>“{pulled}”</p></aside>{"".join(rest)}
<div class="print-only">Printed from <a href="/x">Gossip</a></div><div class="newsletter-box desktop-only">{signup(make)}</div><div class="newsletter-box mobile-only">{signup(make)}</div></article>{foot(make)}</body></html>"""
    return page, story.words()


def endless_page(make: Maker, story: Story) -> Made:
    other = f"<article class='article'><h1>{make.teaser()}</h1><p>{make.offer()}</p><p>{make.offer()}</p></article>"
    page = f"""{head(story)}<body>{top(make)}<div id="stream"><article class="article"><h1>{story.headline}</h1><p>{story.standfirst}</p><p>{story.byline}</p>{"".join(body(story))}</article>{other}{other}</div>{foot(make)}</body></html>"""
    return page, story.words()


def without_scripts(make: Maker, story: Story) -> Made:
    style = Style(
        figure=lambda caption, credit: (
            '<figure><img class="lazyload" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="https://pictures.example/l.jpg" alt="">'
            f'<noscript><img src="https://pictures.example/l.jpg" alt=""></noscript><figcaption><span>{caption}</span><span class="media-credit">{credit}</span></figcaption></figure>'
        )
    )
    page = f"""{head(story)}<body><noscript><div class="warn">Please enable JavaScript. {make.offer()}</div></noscript>{top(make)}<main><article><h1>{story.headline}</h1><p>{story.standfirst}</p><p>{story.byline}</p>{"".join(body(story, style))}</article></main>{foot(make)}</body></html>"""
    return page, story.words()


def boxes_of_copy(make: Maker, story: Story) -> Made:
    box = [make.sentence(), make.sentence(), make.paragraph()]
    pieces = body(story)
    pieces.insert(1, f'<aside class="box"><h3>{box[0]}</h3><p>{box[1]}</p></aside>')
    pieces.insert(3, f'<aside class="factbox"><p>{box[2]} {box[0]}</p></aside>')
    page = f"""{head(story)}<body>{top(make)}<article><header class="article-header"><p class="kicker">Pier</p><h1>{story.headline}</h1><p>{story.standfirst}</p><p>{story.byline}</p></header>{"".join(pieces)}<footer><p>{make.offer()[:0]}{box[1]}</p></footer></article><aside class="sidebar">{cards(make)}</aside>{foot(make)}</body></html>"""
    return page, "\n".join([story.words(), "Pier", box[0], box[1], box[2], box[0], box[1]])


def gallery(make: Maker, story: Story) -> Made:
    shots = [(f"{make.sentence()}", "Ada Lindqvist") for _ in range(6)]
    figures = "".join(
        f'<figure class="gallery-item"><a href="big{n}.jpg"><img src="https://pictures.example/{n}.jpg" alt=""></a><figcaption class="gallery-caption">{text} <cite>Photo: {credit}</cite></figcaption></figure>'
        for n, (text, credit) in enumerate(shots)
    )
    large = "".join(f'<div class="lightbox-slide"><p>{text}</p></div>' for text, _ in shots)
    page = f"""{head(story)}<body>{top(make)}<article><h1>{story.headline}</h1><p>{story.standfirst}</p><p>{story.byline}</p>{"".join(body(story))}<div class="gallery">{figures}</div><div class="lightbox" style="display:none">{large}</div></article>{foot(make)}</body></html>"""
    return page, "\n".join([story.words(), *(f"{text} Photo: {credit}" for text, credit in shots)])


def pages_of_one(make: Maker, story: Story) -> Made:
    pieces = body(story)
    half = len(pieces) // 2
    page = f"""{head(story)}<body>{top(make)}<div class="article"><h1>{story.headline}</h1><p>{story.standfirst}</p><p>{story.byline}</p><div class="page" id="page-1">{"".join(pieces[:half])}</div><div class="page" id="page-2" style="display:none">{"".join(pieces[half:])}</div>
<div class="pagination"><a href="#page-1">1</a> <a href="#page-2">2</a> <a href="/next">Next article</a></div></div>{foot(make)}</body></html>"""
    return page, story.words()


def traps(make: Maker, story: Story) -> Made:
    page = f"""{head(story)}<body>{top(make)}<div id="main-sidebar-wrapper" class="has-sidebar"><div class="content social"><h1 id="banner">{story.headline}</h1><p id="promo">{story.standfirst}</p><p class="comment">{story.byline}</p>{sections(story, '<section class="related {name}" id="{name}">{}</section>')}</div></div>{foot(make)}</body></html>"""
    return page, story.words()


def bare(_make: Maker, story: Story) -> Made:
    return f"<h1>{story.headline}</h1><p>{story.standfirst}<p>{story.byline}{''.join(body(story))}", story.words()


def rails_first(make: Maker, story: Story) -> Made:
    page = f"""{head(story)}<body><div class="sidebar left"><h3>Sections</h3><ul>{links(make, 15)}</ul><div class="teaser"><h4><a href="/x">{make.teaser()}</a></h4><p>{make.offer()}</p></div></div><div class="rightcol"><h3>Most viewed</h3><ol>{links(make, 5)}</ol></div>
<div class="middle"><span class="section">Gossip</span><h1>{story.headline}</h1><p>{story.standfirst}</p><p>{story.byline}</p>{join(body(story), iter([f'<p><a class="read-more" href="/y">Read more: {make.teaser()}</a></p>']))}<div class="tags">{shares()}</div></div>{foot(make)}</body></html>"""
    return page, story.words()


SHAPES = (
    layout_tables, line_breaks, boxes_for_paragraphs, custom_elements, shadow_template, split_articles, title_outside,
    lead_outside_body, list_of_things, interview, accordion, tabs, details, one_form, two_screens, endless_page,
    without_scripts, boxes_of_copy, gallery, pages_of_one, traps, bare, rails_first,
)  # fmt: skip
