"""Pages as publishers of papers, encyclopedias and office programs make them."""

from __future__ import annotations

from intake.webpages.story import Maker, Story, Style, body, cards, foot, head, links, sections, shares, top
from intake.webpages.systems import Made


def _references(story: Story, css: str = "") -> str:
    return "".join(f'<li id="bib{n}" class="{css}">{text}</li>' for n, text in enumerate(story.references, 1))


def elsevier(make: Maker, story: Story) -> Made:
    style = Style(
        p='<div class="u-margin-s-bottom" id="p1">{}</div>',
        h='<h2 id="{name}" class="u-h4 u-margin-l-top">{}</h2>',
        figure=lambda caption, credit: (
            '<figure class="figure text-xs"><span><img src="f.jpg" height="9" alt=""><ol class="links-for-figure"><li>'
            '<a class="anchor download-link" href="/d"><span class="anchor-text">Download</span></a></li></ol></span><span class="captions">'
            f'<span><p><span class="label">Fig. 1</span>. {caption} {credit}</p></span></span></figure>'
        ),
    )
    page = f"""{head(story)}<body><div id="app"><header id="gh-cnt"><nav><ul>{links(make)}</ul></nav></header><div class="Page"><div class="sticky-outer-wrapper"><div class="accessbar"><button>View PDF</button><button>Download full issue</button></div></div>
<div class="article-wrapper grid row"><div class="TableOfContents" role="navigation"><h2>Outline</h2><ul>{links(make)}</ul></div><article class="col-lg-12"><div class="Publication"><a href="/j">Journal of Gossip</a></div>
<h1 id="screen-reader-main-title"><span class="title-text">{story.headline}</span></h1><div class="Banner"><div class="AuthorGroups">{story.byline}</div></div>
<div class="Abstracts"><div class="abstract author"><h2>Abstract</h2><div><p>{story.standfirst}</p></div></div></div><div class="Body u-font-serif" id="body"><div>{sections(story, style=style)}</div></div>
<section class="bibliography"><h2>References</h2><ol class="references">{_references(story, "reference")}</ol></section><div class="Copyright"><span>© Gossip Press</span></div></article>
<aside class="RelatedContent" role="complementary"><section><header><h2>Recommended articles</h2></header><ul>{cards(make, "sidebar-panel-box", 4, False)}</ul></section></aside></div></div>{foot(make)}</div></body></html>"""
    return page, f"{story.words(references=True)} Abstract References"


def pmc(make: Maker, story: Story) -> Made:
    style = Style(
        figure=lambda caption, credit: (
            '<figure class="fig xbox"><h4 class="obj_head">Figure 1.</h4><p class="img-box"><a href="/f"><img src="f.jpg" alt=""></a></p>'
            f'<div class="p text-right"><a href="/open">Open in a new tab</a></div><figcaption><p>{caption} {credit}</p></figcaption></figure>'
        ),
        h='<h2 class="pmc_sec_title" id="{name}">{}</h2>',
    )
    page = f"""{head(story)}<body><a class="usa-skipnav" href="#main-content">Skip to main content</a><section class="usa-banner" aria-label="Official website"><p>{make.offer()} {make.offer()}</p></section><header class="ncbi-header">{links(make)}</header>
<div class="usa-overlay"></div><main id="main-content"><div class="grid-row"><section class="pmc-layout__disclaimer" role="complementary">{make.offer()}</section><section class="front-matter"><div><h1>{story.headline}</h1><div class="cg p"><span class="name">{story.byline}</span></div></div></section>
<section class="body main-article-body"><section class="abstract" id="abstract1"><h2>Abstract</h2><p>{story.standfirst}</p></section>{sections(story, '<section id="S1">{}</section>', style)}<section id="ref-list" class="ref-list"><h2>References</h2><section><ul class="ref-list font-sm">{_references(story)}</ul></section></section></section></div></main>
<aside class="pmc-sidebar"><section><h6>Actions</h6><ul>{shares()}</ul></section><section aria-label="In-page navigation"><h6>On this page</h6><ul>{links(make)}</ul></section></aside>{foot(make)}</body></html>"""
    return page, f"{story.words(references=True)} Abstract References"


def plos(make: Maker, story: Story) -> Made:
    style = Style(
        figure=lambda caption, credit: (
            '<div class="figure" data-doi="x"><div class="img-box"><img src="f.png" alt="thumbnail"></div><div class="figure-inline-download">Download: '
            '<ul><li><a href="/p">PPT</a></li><li><a href="/t">TIFF</a></li></ul></div>'
            f'<div class="figcaption"><span>Fig 1.</span> {caption} {credit}</div></div>'
        )
    )
    page = f"""{head(story)}<body><header>{top(make)}</header><main id="main-content"><div class="title-block"><div class="title-authors"><h1 id="artTitle">{story.headline}</h1><ul class="author-list"><li>{story.byline}</li></ul></div><ul id="almSignposts"><li>12 <span>Save</span></li><li>4 <span>Citation</span></li></ul></div>
<section class="article-body content"><div class="nav-col"><nav id="nav-article"><ul>{links(make)}</ul></nav></div><article><div id="figure-carousel-section"><h2>Figures</h2></div><div class="article-text" id="artText"><div class="abstract"><h2>Abstract</h2><p>{story.standfirst}</p></div>{sections(story, '<div id="section1" class="section toc-section">{}</div>', style)}
<div class="toc-section"><h2>References</h2><ol class="references">{_references(story)}</ol></div></div></article><aside class="article-aside"><div class="dload-menu">{shares()}</div><div class="subject-areas-container"><h3>Subject Areas</h3><ul>{links(make)}</ul></div></aside></section></main>{foot(make)}</body></html>"""
    return page, f"{story.words(references=True)} Abstract References"


def nature(make: Maker, story: Story) -> Made:
    style = Style(h='<h2 class="c-article-section__title js-section-title" id="{name}">{}</h2>')
    page = f"""{head(story)}<body><div class="c-banners">{make.offer()}</div><header class="c-header">{top(make)}</header><div class="u-container"><main class="c-article-main-column"><article lang="en"><div class="c-article-header"><ul class="c-article-identifiers"><li>Article</li></ul><h1 class="c-article-title">{story.headline}</h1><ul class="c-article-author-list"><li>{story.byline}</li></ul></div>
<div class="c-article-body"><section aria-labelledby="Abs1" data-title="Abstract"><div class="c-article-section"><h2 id="Abs1">Abstract</h2><div class="c-article-section__content"><p>{story.standfirst}</p></div></div></section>
<section class="c-article-recommendations" aria-labelledby="inline-recommendations"><h3 class="c-article-recommendations-title" id="inline-recommendations">Similar content being viewed by others</h3><div class="c-article-recommendations-list">{cards(make, "c-article-recommendations-card", 3, False)}</div></section>
<div class="main-content">{sections(story, '<section data-title="x"><div class="c-article-section" id="Sec1-section">{}</div></section>', style)}</div><section aria-labelledby="Bib1"><div class="c-article-section"><h2 id="Bib1">References</h2><ol class="c-article-references">{_references(story)}</ol></div></section></div></article></main>
<aside class="c-article-extras"><div class="c-article-buy-box">{shares()}</div><ul class="c-article-contents">{links(make)}</ul></aside></div>{foot(make)}</body></html>"""
    return page, f"{story.words(references=True)} Article Abstract References"


def ojs(make: Maker, story: Story) -> Made:
    page = f"""{head(story)}<body class="pkp_page_article"><div class="pkp_structure_page"><header class="pkp_structure_head"><nav class="pkp_site_nav_menu"><ul>{links(make)}</ul></nav></header><div class="pkp_structure_content"><div class="pkp_structure_main" role="main"><div class="page page_article">
<nav class="cmp_breadcrumbs" role="navigation"><ol><li><a href="/">Home</a></li><li><a href="/a">Archives</a></li></ol></nav><article class="obj_article_details"><h1 class="page_title">{story.headline}</h1><div class="row"><div class="main_entry"><section class="item authors"><ul class="authors"><li><span class="name">{story.byline}</span></li></ul></section>
<section class="item abstract"><h2 class="label">Abstract</h2><p>{story.standfirst}</p></section><section class="item html_body">{"".join(body(story))}</section></div><div class="entry_details"><div class="item galleys"><ul><li><a class="obj_galley_link pdf" href="/p">PDF</a></li></ul></div></div></div></article></div></div>
<div class="pkp_structure_sidebar left" role="complementary"><div class="pkp_block block_most_read"><span class="title">Most read</span><ul>{links(make, 8)}</ul></div></div></div>{foot(make)}</div></body></html>"""
    return page, f"{story.words()} Abstract"


def wikipedia(make: Maker, story: Story) -> Made:
    style = Style(
        h='<div class="mw-heading mw-heading2"><h2 id="{name}">{}</h2><span class="mw-editsection"><span>[</span><a href="/edit">edit</a><span>]</span></span></div>',
        figure=lambda caption, credit: (
            '<div class="thumb tright"><div class="thumbinner"><a href="/f"><img src="t.jpg" class="thumbimage" alt=""></a>'
            f'<div class="thumbcaption">{caption} {credit}</div></div></div>'
        ),
    )
    page = f"""{head(story)}<body class="mediawiki"><div class="vector-header-container"><nav>{shares()}</nav></div><div class="mw-page-container"><div id="mw-panel" role="navigation"><h3>Contribute</h3><ul>{links(make)}</ul></div>
<main id="content" class="mw-body"><header class="mw-body-header"><h1 id="firstHeading">{story.headline}</h1></header><div id="bodyContent" class="vector-body"><div id="siteSub" class="noprint">From the Gossip</div><div id="mw-content-text"><div class="mw-parser-output"><p>{story.standfirst}</p><p>{story.byline}</p>
<div id="toc" class="toc" role="navigation"><div class="toctitle"><h2>Contents</h2></div><ul>{links(make)}</ul></div>{"".join(body(story, style))}<h2 id="References">References</h2><div class="reflist"><ol class="references">{_references(story)}</ol></div>
<div role="navigation" class="navbox"><table class="nowraplinks"><tr><th>Gossip</th></tr><tr><td><ul>{links(make, 14)}</ul></td></tr></table></div></div></div><div id="catlinks" class="catlinks"><div id="mw-normal-catlinks" class="mw-normal-catlinks"><a href="/c">Categories</a>: <ul>{links(make)}</ul></div></div></div></main></div>{foot(make)}</body></html>"""
    return page, f"{story.words(references=True)} References"


def pandoc(make: Maker, story: Story) -> Made:
    toc = "".join(f'<li><a href="#{part.name}">Here</a></li>' for part in story.parts if part.name)
    page = f"""{head(story)}<body><header id="title-block-header"><h1 class="title">{story.headline}</h1><p class="subtitle">{story.standfirst}</p><p class="author">{story.byline}</p></header>
<nav id="TOC" role="doc-toc"><ul>{toc}</ul></nav>{sections(story, '<section id="{name}" class="level1">{}</section>')}<div id="refs" class="references csl-bib-body" role="doc-bibliography">{"".join(f'<div class="csl-entry">{text}</div>' for text in story.references)}</div></body></html>"""
    return page, story.words(references=True)


def google_docs(make: Maker, story: Story) -> Made:
    style = Style(
        p='<p class="c0 c1"><span class="c2">{}</span></p>',
        h='<h2 class="c5" id="h.{name}"><span class="c4">{}</span></h2>',
        linked=False,
    )
    page = f"""<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style>.c2{{color:#000}}.c9{{display:none}}</style></head><body class="c3 doc-content"><p class="c0 title" id="h.x"><span class="c6">{story.headline}</span></p>
<p class="c0 subtitle"><span>{story.standfirst}</span></p><p class="c0"><span>{story.byline}</span></p>{"".join(body(story, style))}<p class="c9"><span>{make.offer()}</span></p></body></html>"""
    return page, story.words()


def word_as_page(make: Maker, story: Story) -> Made:
    style = Style(
        p='<p class=MsoNormal><span lang=EN-US style="font-size:11.0pt">{}<o:p></o:p></span></p>', linked=False
    )
    page = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15"><!--[if gte mso 9]><xml><o:x>{make.offer()}</o:x></xml><![endif]--></head><body lang=EN-US><div class=WordSection1>
<p class=MsoTitle>{story.headline}</p><p class=MsoSubtitle>{story.standfirst}</p><p class=MsoNormal>{story.byline}</p>{"".join(body(story, style))}</div></body></html>"""
    return page, story.words()


def letter_archive(make: Maker, story: Story) -> Made:
    rows = "".join(f'<tr><td class="mcnTextContent" style="padding:9px">{piece}</td></tr>' for piece in body(story))
    page = f"""{head(story)}<body><span class="mcnPreviewText" style="display:none; font-size:0px">{make.offer()}</span><center><table role="presentation" id="bodyTable"><tr><td><table role="presentation"><tr><td><a href="/v">View this email in your browser</a></td></tr></table>
<table role="presentation"><tr><td><h1>{story.headline}</h1></td></tr><tr><td>{story.standfirst}</td></tr><tr><td>{story.byline}</td></tr>{rows}</table><table role="presentation" id="templateFooter"><tr><td>{shares()}</td></tr><tr><td><a href="/u">unsubscribe from this list</a> <a href="/p">update preferences</a></td></tr></table></td></tr></table></center></body></html>"""
    return page, story.words()


JOURNALS = (elsevier, pmc, plos, nature, ojs, wikipedia, pandoc, google_docs, word_as_page, letter_archive)
