"""The style sheet of the paged HTML: the measures of hemaprint's pages in CSS that every engine reads."""

from __future__ import annotations

from benchmarks.typefaces import FACES

_FACES = "".join(
    f"@font-face{{font-family:'{face.family}';src:url('fonts/{face.file}');"
    f"font-style:{face.style};font-weight:{face.weights}}}\n"
    for face in FACES
)
CSS = (
    _FACES
    + """\
@page{size:210mm 297mm;margin:23mm 15mm 20mm 18mm}
@page{@top-left{vertical-align:bottom;padding-bottom:18pt} @top-right{vertical-align:bottom;padding-bottom:18pt}
  @bottom-left{vertical-align:top;padding-top:18pt} @bottom-right{vertical-align:top;padding-top:18pt}}
@page :left{margin-left:15mm;margin-right:18mm;
  @top-left{content:string(department);font:700 7.5pt/12pt 'Bench Sans';color:#971720}
  @top-right{content:string(running);font:italic 400 8.5pt/12pt 'Bench Serif'}
  @bottom-left{content:counter(page);font:600 11pt/12pt 'Bench Serif'}}
@page :right{
  @top-right{content:string(department);font:700 7.5pt/12pt 'Bench Sans';color:#971720}
  @top-left{content:string(running);font:italic 400 8.5pt/12pt 'Bench Serif'}
  @bottom-right{content:counter(page);font:600 11pt/12pt 'Bench Serif'}}
@page plate{margin:0}
@page plate:left{margin:0;@top-left{content:none}@top-right{content:none}@bottom-left{content:none}}
@page plate:right{margin:0;@top-left{content:none}@top-right{content:none}@bottom-right{content:none}}
@page scholar:left{margin-left:60.5mm}
@page scholar:right{margin-right:60.5mm}

html{font:400 9pt/12pt 'Bench Serif',serif}
html,body,p,h1,h2,h3,figure,figcaption,ul,ol,li,table,header,aside,article,section{margin:0;padding:0}
img{display:block}
a{color:inherit;text-decoration:none}
sup{font-size:6pt;line-height:0}
b,strong{font-weight:600}

/* sheets: a plate is a page of its own, on the left */
.plate{page:plate;position:relative;width:210mm;height:296.9mm;overflow:hidden;break-after:page;color:white;background:#12334C}
.plate img{position:absolute;left:0;top:0;width:210mm;height:297mm;object-fit:cover}
.plate h1{position:absolute;left:15mm;top:21mm;width:180mm;font:400 72pt/66pt 'Bench Serif'}
.plate p{position:absolute;left:15mm;top:84mm;width:180mm;font:400 18pt/24pt 'Bench Serif'}
.cover,.cover h1{color:#971720}
.back{break-before:page;break-after:auto;background:#971720}
.opener{break-before:left}
article.news,article.essay{break-before:page}
article.feature,article.news,.contents{page:text}
article.interview,article.essay{page:scholar}
.contents{break-before:page}
article{string-set:running attr(data-title)}
.department{string-set:department content();display:block;font:700 7.5pt/12pt 'Bench Sans';color:#971720}

/* the pages that the magazine makes itself */
.contents h1{font:400 48pt/48pt 'Bench Serif';margin-bottom:24pt}
.contents ol{list-style:none;columns:2;column-gap:5mm}
.contents li{border-top:.5pt solid #1C191A;padding:3pt 0 8pt;break-inside:avoid}
.contents span{font:400 7.5pt/12pt 'Bench Sans'}
.contents a::before{content:target-counter(attr(href),page);font-size:15pt;color:#971720;margin-right:8pt}

/* heads */
.head h1{font:400 60pt/54pt 'Bench Serif';letter-spacing:-.02em;color:#12334C;margin-bottom:12pt}
.standfirst{font:400 16pt/20pt 'Bench Serif';margin-bottom:12pt;width:118mm}
.essay .head h1{font-size:48pt;line-height:48pt}
.essay .head img{width:40mm;height:30mm;object-fit:cover;margin-bottom:12pt}
.news .head img{width:100%;height:252pt;object-fit:cover;margin-bottom:12pt}
.interview .head{padding:6pt 0 12pt}

/* running text */
.columns{column-gap:5mm;orphans:2;widows:2;hyphens:auto}
.columns-2{columns:2}
.columns-3{columns:3}
.columns>p{text-indent:12pt}
.columns>p:first-child,h2+p{text-indent:0}
.columns h2{font:700 9.25pt/12pt 'Bench Sans';color:#971720;margin-top:12pt;break-after:avoid;hyphens:none}
.columns ul,.columns ol{padding-left:16pt}
.columns>p.speaker{font:700 6.75pt/12pt 'Bench Sans';color:#971720;margin-top:12pt;break-after:avoid;text-indent:0}
.columns>p.question{font:600 9pt/12pt 'Bench Sans';text-indent:0;break-after:avoid}
.columns>p.answer{text-indent:0}
.answer b{font:700 7pt/12pt 'Bench Sans';color:#1F4F73}
.item{margin-bottom:12pt}
.item h3{font:600 11.75pt/12pt 'Bench Serif';break-after:avoid;hyphens:none}
.item .tag{font:700 6.75pt/12pt 'Bench Sans';color:#1F4F73;break-after:avoid}
.item p+p{text-indent:12pt}
a.page::after{content:target-counter(attr(href),page)}
.note{float:footnote;font:400 7.25pt/9pt 'Bench Sans';color:#5B5657;text-indent:0;hyphens:none}
.note::footnote-call{font:italic 400 6.5pt/1 'Bench Serif';vertical-align:super;line-height:0}

/* displayed */
figure{break-inside:avoid;padding:6pt 0 12pt}
figure img{width:100%;height:auto}
figcaption,.table-note{font:400 7.25pt/9pt 'Bench Sans';color:#5B5657;padding-top:5pt}
.pull{border-top:2pt solid #971720;padding:8pt 0 12pt;break-inside:avoid}
.pull p{font:300 16pt/18pt 'Bench Serif';color:#971720;hyphens:none}
.pull.wide p{font:300 22pt/24pt 'Bench Serif';width:145mm}
.box{background:#D9E6EC;padding:8pt 9pt;margin:6pt 0 12pt;break-inside:avoid;hyphens:none}
.box h3{font:600 13pt/15pt 'Bench Serif';margin-bottom:4pt}
.box p{font:400 7.75pt/10.5pt 'Bench Sans';margin-bottom:4pt}
.table{border-top:2pt solid #1F4F73;margin:6pt 0 12pt}
.table:not(.long){break-inside:avoid}
.table-title{font:600 8.5pt/12pt 'Bench Sans';padding:4pt 0 6pt}
table{width:100%;border-collapse:collapse;font:400 8.25pt/12pt 'Bench Sans';hyphens:none}
th,td{text-align:left;vertical-align:top;padding:2.8pt 6pt 2.85pt 0;border-bottom:.35pt solid #B5AEA8;font-weight:400}
thead th{font-weight:600;font-size:7.5pt;border-bottom:.6pt solid #1C191A}
tr{break-inside:avoid}
.references{border-top:.6pt solid #1C191A;padding-top:6pt;margin-top:24pt}
.references h2{font:700 8.25pt/12pt 'Bench Sans'}
.references ol{columns:3;column-gap:5mm;font:400 7pt/9pt 'Bench Sans';padding-left:11pt}
.references li{break-inside:avoid}
"""
)
