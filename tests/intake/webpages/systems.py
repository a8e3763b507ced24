"""Pages as systems for blogs and magazines make them: each form gives a page, and the words that are its article."""

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

Made = tuple[str, str]


def wordpress_classic(make: Maker, story: Story) -> Made:
    style = Style(
        figure=lambda caption, credit: (
            '<div class="wp-caption alignright" style="width: 310px"><img class="size-medium" src="x.jpg" alt="">'
            f'<p class="wp-caption-text">{caption} {credit}</p></div>'
        )
    )
    page = f"""{head(story)}<body class="single"><div id="page">{top(make)}<div id="content"><div class="post hentry">
<h1 class="entry-title">{story.headline}</h1><div class="entry-content"><p class="lead">{story.standfirst}</p>
<p class="byline">{story.byline}</p>{"".join(body(story, style))}
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li>{shares()}</li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3>{cards(make, "jp-relatedposts-post", 3)}</div></div>
<p class="post-tags">Tags: {shares()}</p></div><div id="comments" class="comments-area">{comments(make)}</div></div>
<div id="sidebar" class="widget-area"><div class="widget"><h3>Recent posts</h3><ul>{links(make)}</ul></div>
<div class="widget"><h3>About</h3><p>{make.offer()} {make.offer()}</p></div></div>{foot(make)}</div></body></html>"""
    return page, story.words()


def wordpress_blocks(make: Maker, story: Story) -> Made:
    pull = next(part.texts[0] for part in story.parts if part.kind == "p").split(". ")[0].rstrip(".?!")
    pieces = body(story, Style(h='<h2 class="wp-block-heading" id="{name}">{}</h2>'))
    pieces.insert(2, f'<figure class="wp-block-pullquote"><blockquote><p>{pull}</p></blockquote></figure>')
    page = f"""{head(story)}<body><a class="skip-link screen-reader-text" href="#main">Skip to content</a>
<div class="wp-site-blocks"><header class="wp-block-template-part">{top(make)}</header><main class="wp-block-group" id="main">
<div class="wp-block-group"><h1 class="wp-block-post-title">{story.headline}</h1>
<p class="wp-block-post-excerpt">{story.standfirst}</p><p class="has-small-font-size">{story.byline}</p></div>
<div class="entry-content wp-block-post-content">{join(pieces, iter([f'<div class="ad-slot">Advertisement <a href="/b">{make.offer()}</a></div>']))}</div>
<div class="taxonomy-category wp-block-post-terms">{shares()}</div>
<nav class="wp-block-post-navigation"><a href="/p">{make.teaser()}</a><a href="/n">{make.teaser()}</a></nav>
<div class="wp-block-comments">{comments(make)}</div></main>{foot(make)}</div></body></html>"""
    return page, story.words()


def substack(make: Maker, story: Story) -> Made:
    box = f'<div class="subscription-widget-wrap"><div class="subscription-widget"><p>{make.offer()}</p><form><input type="email"><input type="submit" value="Subscribe"></form></div></div>'
    page = f"""{head(story)}<body><div id="entry"><div class="main-menu"><a href="/">Gossip Daily</a><button>Subscribe</button><button>Sign in</button></div>
<div class="single-post"><article class="typography newsletter-post post"><div class="post-header"><h1 class="post-title unpublished">{story.headline}</h1>
<h3 class="subtitle">{story.standfirst}</h3><div class="byline-wrapper"><div>{story.byline}</div></div>
<div class="post-ufi"><button>12</button><button>4</button><button>Share</button></div></div>
<div class="available-content"><div dir="auto" class="body markup">{join(body(story), iter([box, box.replace("Subscribe", "Go")]))}</div></div>
<div class="post-footer"><button>Previous</button><button>Next</button></div></article>
<div class="comments-section">{comments(make)}</div><div class="portable-archive">{cards(make, "post-preview", 5)}</div></div>{foot(make)}</div></body></html>"""
    return page, story.words()


def ghost(make: Maker, story: Story) -> Made:
    style = Style(
        figure=lambda caption, credit: (
            '<figure class="kg-card kg-image-card kg-card-hascaption"><img src="p.jpg" class="kg-image" alt="" '
            f'loading="lazy" srcset="p.jpg 600w, p2.jpg 1000w"><figcaption>{caption} <i>{credit}</i></figcaption></figure>'
        ),
        quote='<blockquote class="kg-blockquote-alt">{}</blockquote>',
    )
    page = f"""{head(story)}<body class="post-template"><div class="gh-viewport"><header class="gh-navigation"><a href="/">Gossip Daily</a><nav><ul>{links(make)}</ul></nav><button>Subscribe</button></header>
<main class="gh-main"><article class="gh-article post"><header class="gh-article-header gh-canvas"><a class="gh-article-tag" href="/tag/x">Gossip</a>
<h1 class="gh-article-title is-title">{story.headline}</h1><p class="gh-article-excerpt is-body">{story.standfirst}</p>
<div class="gh-article-meta"><h4 class="gh-article-author-name">{story.byline}</h4></div></header>
<section class="gh-content gh-canvas is-body">{"".join(body(story, style))}</section></article>
<section class="gh-container is-grid"><h2 class="gh-container-title">Read more</h2>{cards(make, "gh-card post")}</section></main>
<footer class="gh-footer"><section class="gh-subscribe">{signup(make)}</section><ul>{links(make)}</ul></footer></div></body></html>"""
    return page, story.words()


def medium(make: Maker, story: Story) -> Made:
    pieces = body(
        story, Style(p='<p class="pw-post-body-paragraph gu gv">{}</p>', h='<h1 id="{name}" class="ns nt">{}</h1>')
    )
    half = len(pieces) // 2
    page = f"""{head(story)}<body><div id="root"><div class="a b c"><div class="d e"><a href="/">Open in app</a><button>Sign up</button></div>
<div class="l"><article><div class="l"><section><div><div class="fj fk"><h1 class="pw-post-title ft">{story.headline}</h1><h2 class="pw-subtitle-paragraph">{story.standfirst}</h2>
<div class="speechify-ignore"><div><a href="/@x">{story.byline}</a></div><button>Follow</button><div><button>Listen</button><button>Share</button></div></div>
{"".join(pieces[:half])}</div></div></section><section><div><div class="fj fk">{"".join(pieces[half:])}</div></div></section></div></article></div>
<div class="n o"><div><h2>More from Gossip Daily</h2>{cards(make, "q r s", 6)}</div></div></div>{foot(make)}</div></body></html>"""
    return page, story.words()


def drupal(make: Maker, story: Story) -> Made:
    page = f"""{head(story)}<body class="path-node"><div class="dialog-off-canvas-main-canvas"><div class="region region-header">{top(make)}</div>
<div class="region region-breadcrumb"><ol class="breadcrumb"><li><a href="/">Home</a></li><li><a href="/n">News</a></li></ol></div>
<div class="layout-container"><div class="region region-content"><h1 class="page-title"><span class="field--name-title">{story.headline}</span></h1>
<div class="node node--type-article"><div class="node__content"><div class="field field--name-field-summary">{story.standfirst}</div>
<div class="field field--name-field-author field__item">{story.byline}</div>
<div class="clearfix text-formatted field field--name-body field__item">{sections(story, '<section id="{name}" class="level2">{}</section>')}</div>
<div class="field field--name-field-tags"><div class="field__label">Tags</div><div class="field__items">{shares()}</div></div>
<ul class="links inline"><li><a href="/user/login">Log in</a> or <a href="/user/register">register</a> to post comments</li></ul></div></div></div>
<aside class="region region-sidebar-second"><div class="block views-block"><h2>Most read</h2>{cards(make, "views-row")}</div></aside></div>{foot(make)}</div></body></html>"""
    return page, story.words()


def blogger(make: Maker, story: Story) -> Made:
    style = Style(
        p="{}<br /><br />",
        h='<h3 id="{name}">{}</h3>',
        figure=lambda caption, credit: (
            '<table align="center" class="tr-caption-container"><tbody><tr><td><img src="b.jpg" border="0"></td></tr>'
            f'<tr><td class="tr-caption">{caption} {credit}</td></tr></tbody></table>'
        ),
    )
    page = f"""{head(story)}<body><div class="content-outer"><div class="header section"><div class="titlewrapper"><h1 class="title"><a href="/">Gossip Daily</a></h1></div></div>
<div class="main section" id="main"><div class="widget Blog"><div class="blog-posts hfeed"><h2 class="date-header">Monday</h2><div class="post hentry">
<h3 class="post-title entry-title">{story.headline}</h3><div class="post-body entry-content">{story.standfirst}<br /><br />{story.byline}<br /><br />{"".join(body(story, style))}</div>
<div class="post-footer"><span class="post-labels">Labels: {shares()}</span><div class="post-share-buttons">{shares()}</div></div></div>
<div class="comments" id="comments">{comments(make)}</div></div><div class="blog-pager" id="blog-pager"><a href="/o">Older post</a> <a href="/">Home</a></div></div></div>
<div class="sidebar section"><div class="widget BlogArchive"><h2>Archive</h2><ul>{links(make, 12)}</ul></div><div class="widget Profile"><h2>About me</h2><p>{make.offer()} {make.offer()}</p></div></div></div></body></html>"""
    return page, story.words()


def squarespace(make: Maker, story: Story) -> Made:
    pieces = body(story)
    rows = "".join(
        f'<div class="row sqs-row"><div class="col sqs-col-12"><div class="sqs-block html-block"><div class="sqs-block-content"><div class="sqs-html-content">{piece}</div></div></div></div></div>'
        for piece in pieces
    )
    page = f"""{head(story)}<body><div id="siteWrapper"><header id="header" class="header">{links(make)}</header><main id="page" class="container" role="main">
<article class="sections"><section class="page-section"><div class="content-wrapper"><div class="content"><div class="blog-item-wrapper"><div class="blog-item-top-wrapper">
<h1 class="entry-title entry-title--large">{story.headline}</h1><div class="blog-meta-primary">{story.byline}</div></div>
<div class="blog-item-content-wrapper"><p class="sqsrte-large">{story.standfirst}</p>{rows}</div></div>
<section class="item-pagination"><a href="/p">Previous {make.teaser()}</a><a href="/n">Next {make.teaser()}</a></section></div></div></section></article></main>
<div class="sqs-announcement-bar">{make.offer()}</div>{foot(make)}</div></body></html>"""
    return page, story.words()


def joomla(make: Maker, story: Story) -> Made:
    page = f"""{head(story)}<body class="site com_content"><div class="body"><div class="container"><div class="row-fluid"><div id="aside" class="span3"><div class="well">
<h3 class="page-header">Main menu</h3><ul class="nav menu">{links(make)}</ul></div><div class="well"><h3>Login</h3><form><input type="text"><input type="password"><button>Log in</button></form></div></div>
<main id="content" role="main" class="span9"><div class="item-page"><div class="page-header"><h2 itemprop="headline">{story.headline}</h2></div>
<div class="icons"><ul class="dropdown-menu"><li><a href="/print">Print</a></li><li><a href="/mail">Email</a></li></ul></div><dl class="article-info muted"><dd class="createdby">{story.byline}</dd></dl>
<div itemprop="articleBody"><p class="intro">{story.standfirst}</p>{"".join(body(story))}</div><ul class="pager pagenav"><li><a href="/p" rel="prev">Prev</a></li><li><a href="/n" rel="next">Next</a></li></ul></div></main></div></div></div>{foot(make)}</body></html>"""
    return page, story.words()


def chinese_portal(make: Maker, story: Story) -> Made:
    page = f"""{head(story)}<body><div class="top-nav"><ul>{links(make, 10)}</ul></div><div class="wrapper"><div class="path">首页 &gt; <a href="/n">新闻</a> &gt; 正文</div>
<div class="article"><h1 class="main-title">{story.headline}</h1><div class="date-source">{story.byline}</div><div class="article-content" id="artibody"><div class="article-content-left">
<p class="summary">{story.standfirst}</p>{"".join(body(story, Style(p="<p>　　{}</p>")))}<p class="show_author">责任编辑：王明</p></div></div>
<div class="keywords">关键词: {shares()}</div><div class="share-box">分享 {shares()}</div></div>
<div class="blk-related"><h3>相关阅读</h3><ul>{links(make, 8)}</ul></div><div class="right-side"><h3>热门推荐</h3>{cards(make, "hot-item", 5, False)}</div></div>{foot(make)}</body></html>"""
    return page, story.words()


def german_news(make: Maker, story: Story) -> Made:
    inserts = [
        f'<p><strong>Lesen Sie auch:</strong> <a href="/x">{make.teaser()}</a></p>',
        f'<div class="anzeige">Anzeige</div><div id="dfp-1" class="adslot"></div>',  # noqa: F541
        f'<aside class="newsletter-teaser">{signup(make)}</aside>',
        f'<div class="article-teaser-box"><h4>Mehr zum Thema</h4>{cards(make, "teaser", 2)}</div>',
    ]
    page = f"""{head(story)}<body>{top(make)}<div id="consent-layer" role="dialog" class="cmp"><p>{make.offer()} {make.offer()}</p><button>Alle akzeptieren</button></div>
<main><article><header><span class="kicker">Hafen</span><h1>{story.headline}</h1><p class="intro">{story.standfirst}</p><div class="autor">{story.byline}</div></header>
<div class="share-bar"><button>Teilen</button><button>Merken</button></div><div class="article-body">{join(body(story), iter(inserts))}</div></article>
<section class="meistgelesen"><h2>Meistgelesen</h2><ol>{links(make, 5)}</ol></section></main>{foot(make)}</body></html>"""
    return page, story.words() + " Hafen"


def french_magazine(make: Maker, story: Story) -> Made:
    page = f"""{head(story)}<body><div id="page">{top(make)}<div class="fil-ariane"><a href="/">Accueil</a> &gt; <a href="/m">Magazine</a></div><section class="zone--article">
<header class="article__header"><h1 class="article__title">{story.headline}</h1><p class="article__desc">{story.standfirst}</p><p class="author__name">{story.byline}</p></header>
<section class="article__wrapper"><article class="article__content">{join(body(story, Style(p='<p class="article__paragraph">{}</p>')), iter([f'<section class="catcher"><p><span class="catcher__title">Lire aussi :</span> <a href="/x">{make.teaser()}</a></p></section>']))}</article>
<section class="article__reactions">{shares()}</section></section></section><aside class="aside__iso"><h3>Les plus lus</h3><ul>{links(make)}</ul></aside></div>{foot(make)}</body></html>"""
    return page, story.words()


def amp(make: Maker, story: Story) -> Made:
    style = Style(
        figure=lambda caption, credit: (
            '<figure><amp-img src="p.jpg" width="4" height="3" layout="responsive"></amp-img>'
            f"<figcaption>{caption} {credit}</figcaption></figure>"
        )
    )
    page = f"""{head(story)}<body><amp-sidebar id="menu" layout="nodisplay"><ul>{links(make)}</ul></amp-sidebar><header class="amp-header"><a href="/">Gossip Daily</a></header>
<article class="amp-wp-article"><header><h1 class="amp-wp-title">{story.headline}</h1><div class="amp-wp-meta">{story.byline}</div></header><div class="amp-wp-article-content"><p>{story.standfirst}</p>{join(body(story, style), iter(['<amp-ad type="x" width="3" height="2"><div placeholder>Advertisement</div></amp-ad>']))}</div>
<footer class="amp-wp-article-footer"><div class="amp-wp-meta">Categories: {shares()}</div></footer></article><amp-user-notification layout="nodisplay" id="c"><p>{make.offer()}</p><button>OK</button></amp-user-notification>{foot(make)}</body></html>"""
    return page, story.words()


def static_site(make: Maker, story: Story) -> Made:
    page = f"""{head(story)}<body>{top(make)}<main class="main"><article class="post-single"><header class="post-header"><div class="breadcrumbs"><a href="/">Home</a>&nbsp;»&nbsp;<a href="/p">Posts</a></div>
<h1 class="post-title">{story.headline}</h1><div class="post-description">{story.standfirst}</div><div class="post-meta">{story.byline}</div></header>
<div class="toc"><details><summary>Table of Contents</summary><div class="inner"><ul>{"".join(f'<li><a href="#{part.name}">Go to it</a></li>' for part in story.parts if part.name)}</ul></div></details></div>
<div class="post-content">{"".join(body(story))}</div><footer class="post-footer"><ul class="post-tags"><li><a href="/t">one</a></li><li><a href="/u">two</a></li></ul><nav class="paginav"><a class="prev" href="/p"><span>« Prev</span><br><span>{make.teaser()}</span></a></nav></footer></article></main>{foot(make)}</body></html>"""
    return page, story.words()


def jekyll(make: Maker, story: Story) -> Made:
    page = f"""{head(story)}<body><div class="wrap"><div class="sidebar"><p class="lead">{make.offer()}</p><nav class="sidebar-nav">{shares()}</nav></div>
<div class="content container"><div class="post"><h1 class="post-title">{story.headline}</h1><p class="message">{story.standfirst}</p><p>{story.byline}</p>{sections(story)}</div>
<div class="related"><h2>Related Posts</h2><ul class="related-posts"><li><h3><a href="/x">{make.teaser()} <small>May</small></a></h3></li><li><h3><a href="/y">{make.teaser()} <small>June</small></a></h3></li></ul></div></div></div></body></html>"""
    return page, story.words()


def bootstrap(make: Maker, story: Story) -> Made:
    page = f"""{head(story)}<body><nav class="navbar navbar-expand-lg"><a class="navbar-brand" href="/">Gossip</a><ul class="navbar-nav">{links(make)}</ul></nav><div class="container"><div class="row"><div class="col-lg-8"><div class="card mb-4"><div class="card-body">
<h1 class="card-title">{story.headline}</h1><p class="lead">{story.standfirst}</p><p class="text-muted">{story.byline}</p>{"".join(body(story))}</div></div>
<div class="card my-4"><h5 class="card-header">Leave a Comment:</h5><div class="card-body"><form><div class="form-group"><textarea></textarea></div><button>Submit</button></form></div></div></div>
<div class="col-md-4"><div class="card my-4"><h5 class="card-header">Search</h5><div class="card-body"><input type="text"><button>Go!</button></div></div><div class="card my-4"><h5 class="card-header">Side Widget</h5><div class="card-body">{make.offer()} {make.offer()}</div></div></div></div></div>{foot(make)}</body></html>"""
    return page, story.words()


SYSTEMS = (
    wordpress_classic, wordpress_blocks, substack, ghost, medium, drupal, blogger, squarespace, joomla, chinese_portal,
    german_news, french_magazine, amp, static_site, jekyll, bootstrap,
)  # fmt: skip
