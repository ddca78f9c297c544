package workbook_test

import "testing"

// odsBooks are read with what there is to say about them.
var odsBooks = []struct {
	name string
	in   []byte
	want string
}{
	{"hidden rows", odsSheet(`
		<table:table-row table:visibility="collapse"/>
		<table:table-row table:visibility="collapse">` + odsText("a") + `</table:table-row>
		<table:table-row table:visibility="filter" table:number-rows-repeated="2">` + odsText("b") + `</table:table-row>
		<table:table-row table:visibility="visible">` + odsText("c") + `</table:table-row>
		<table:table-row-group table:display="false"><table:table-row-group table:display="true">
			<table:table-row>` + odsText("d") + `</table:table-row>
		</table:table-row-group></table:table-row-group>
		<table:table-row>` + odsText("e") + `</table:table-row>`), `
		[F]
		2~: A2="a"
		3~: A3="b"
		4~: A4="b"
		5: A5="c"
		6~: A6="d"
		7: A7="e"
		book/hidden-row F A2 4`},
	{"hidden columns", odsSheet(`
		<table:table-column/>
		<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>
		<table:table-column-group table:display="false"><table:table-columns><table:table-column/></table:table-columns></table:table-column-group>
		<table:table-header-columns><table:table-column/></table:table-header-columns>
		<table:table-column table:visibility="filter" table:number-columns-repeated="16379"/>
		<table:table-row><table:table-cell/><table:table-cell/>` + odsText("c") + odsText("d") + odsText("e") + odsText("f") + `</table:table-row>
		<table:table-row><table:table-cell table:number-columns-repeated="3" office:value-type="float" office:value="1"/></table:table-row>`), `
		[F]
		1: C1~="c" D1~="d" E1="e" F1~="f"
		2: A2=number="1" B2~=number="1" C2~=number="1"
		book/hidden-column F C1 5`},
	{"hidden by style", odsFlat(`
		<office:styles><style:style style:name="base" style:family="table"><style:table-properties table:display="false"/></style:style></office:styles>
		<office:automatic-styles>
			<style:style style:name="gone" style:family="table" style:parent-style-name="base"><style:table-properties/></style:style>
			<style:style style:name="shown" style:family="table" style:parent-style-name="base"><style:table-properties table:display="true"/></style:style>
			<style:style style:name="loop" style:family="table" style:parent-style-name="loop"/>
			<style:style style:name="flat" style:family="table-row"><style:table-row-properties style:row-height="0.00cm"/></style:style>
			<style:style style:name="flat" style:family="table-column"><style:table-column-properties style:column-width="0in"/></style:style>
			<style:style style:name="low" style:family="table-row"><style:table-row-properties style:row-height="0.01cm"/></style:style>
		</office:automatic-styles>` + odsBody(`
		<table:table table:name="A" table:style-name="gone"><table:table-row>`+odsText("a")+`</table:table-row></table:table>
		<table:table table:name="B" table:style-name="gone"/>
		<table:table table:name="C" table:style-name="shown"><table:table-row>`+odsText("c")+`</table:table-row></table:table>
		<table:table table:name="D" table:style-name="loop">
			<table:table-column/><table:table-column table:style-name="flat"/>
			<table:table-row table:style-name="low">`+odsText("d")+odsText("e")+`</table:table-row>
			<table:table-row table:style-name="flat">`+odsText("f")+`</table:table-row>
		</table:table>`)), `
		[A]~
		1: A1="a"
		[B]~
		[C]
		1: A1="c"
		[D]
		1: A1="d" B1~="e"
		2~: A2="f"
		book/hidden-sheet A A
		book/hidden-row D A2 1
		book/hidden-column D B1 1`},
	{"merged cells", odsSheet(`
		<table:table-row>
			<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" office:value-type="string"><text:p>a</text:p></table:table-cell>
			<table:covered-table-cell office:value-type="string"><text:p>b</text:p></table:covered-table-cell>` + odsText("c") + `
		</table:table-row>
		<table:table-row>
			<table:covered-table-cell table:number-columns-repeated="2" office:value-type="float" office:value="4"/>
			<table:covered-table-cell office:value-type="string"><text:p>not covered</text:p></table:covered-table-cell>
		</table:table-row>
		<table:table-row>
			<table:covered-table-cell office:value-type="string"><text:p>nor this</text:p></table:covered-table-cell>
			<table:table-cell table:number-columns-spanned="2"/>
			<table:covered-table-cell/>
		</table:table-row>`), `
		[F]
		1: A1="a" C1="c"
		2: C2="not covered"
		3: A3="nor this"
		book/merged F A1 3
		covered F B1 "b"
		covered F A2 "4"`},
	{"comments", odsSheet(`
		<table:table-row>` + odsText("x") + `<table:table-cell/>
			<table:table-cell><office:annotation><dc:creator>Camille</dc:creator><dc:date>2024-09-18T10:00:00</dc:date>
				<text:p>a <text:s/>b</text:p><text:list><text:list-item><text:p>c</text:p></text:list-item></text:list></office:annotation></table:table-cell>
			<table:table-cell office:value-type="string"><text:p>y<office:annotation><text:p>d</text:p></office:annotation></text:p></table:table-cell>
			<table:table-cell><office:annotation/></table:table-cell>
		</table:table-row>`), `
		[F]
		1: A1="x" D1="y"
		book/comment F C1 3
		comment F C1 "Camille\na  b\nc"
		comment F D1 "d"`},
	{"shapes", odsSheet(`
		<table:shapes><other:x/><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box><svg:title>a plan</svg:title></draw:frame>
			<draw:custom-shape><text:p/></draw:custom-shape></table:shapes>
		<table:table-row><table:table-cell office:value-type="string"><draw:rect><text:p>in a cell</text:p></draw:rect><text:p>x<draw:g><draw:line><text:p>in a text</text:p></draw:line></draw:g></text:p></table:table-cell>
			<table:table-cell><draw:frame><draw:image xlink:href="Pictures/1.png"><office:binary-data>aGk=</office:binary-data></draw:image></draw:frame></table:table-cell></table:table-row>`), `
		[F]
		1: A1="x"
		drawing F "box\na plan"
		drawing F A1 "in a cell"
		drawing F A1 "in a text"`},
	{"what comes from elsewhere", odsFlat(odsBody(`
		<table:table table:name="F">
			<table:table-source xlink:href="autre.ods"/>
			<office:forms><form:form><form:checkbox form:label="oui"/></form:form></office:forms>
			<table:table-row>` + odsText("x") + `<table:table-cell office:value-type="string"><table:cell-range-source xlink:href="b.csv"/><text:p>y</text:p></table:table-cell>
				<table:table-cell><draw:frame><draw:image xlink:href="https://ville.example/1.png"/></draw:frame><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></table:table-cell></table:table-row>
		</table:table>
		<table:table table:name="'file:///home/camille/a.ods'#$B"><table:table-source xlink:href="a.ods"/><table:table-row>` + odsText("kept copy") + `</table:table-row></table:table>
		<table:dde-links><table:dde-link><office:dde-source/><table:table><table:table-row>` + odsText("kept answer") + `</table:table-row></table:table></table:dde-link></table:dde-links>
		<table:database-ranges><table:database-range><table:database-source-sql/></table:database-range></table:database-ranges>`)), `
		[F]
		1: A1="x" B1="y"
		book/external F table-source
		book/external F form
		book/external F B1 cell-range-source
		book/external F C1 image
		book/external F C1 object
		book/external dde-links
		book/external dde-source
		book/external database-source-sql`},
	{"recorded changes", odsFlat(odsBody(`
		<table:tracked-changes><table:cell-content-change><office:change-info><dc:creator>Camille</dc:creator></office:change-info>
			<table:previous><table:change-track-table-cell office:value-type="string"><text:p>before</text:p></table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>
		<table:table table:name="F"><table:table-row>` + odsText("after") + `</table:table-row></table:table>`)), `
		[F]
		1: A1="after"
		hidden "Camille\nbefore"`},
	{"macros of a flat document", odsFlat(`<office:scripts><office:script><other:module>Sub Essai</other:module></office:script></office:scripts>` +
		odsBody(`<table:table table:name="F"><table:table-row>`+odsText("x")+`</table:table-row></table:table>`)), `
		[F]
		1: A1="x"
		book/macros`},
	{"lists of no macros", odsFlat("<office:scripts><office:script>\n <other:libraries/></office:script></office:scripts>" +
		odsBody(`<table:table table:name="F"><table:table-row>`+odsText("x")+`</table:table-row></table:table>`)), `
		[F]
		1: A1="x"`},
	{"program that an event starts", odsFlat(`<office:scripts><office:event-listeners><script:event-listener script:event-name="dom:load"/></office:event-listeners></office:scripts>` +
		odsBody(`<table:table table:name="F"><table:table-row>`+odsText("x")+`</table:table-row></table:table>`)), `
		[F]
		1: A1="x"
		book/macros`},
	{"comment in a header", odsFlat(`<office:master-styles><style:master-page><style:header><text:p>a<office:annotation><text:p>b</text:p></office:annotation></text:p></style:header></style:master-page></office:master-styles>` +
		odsBody(`<table:table table:name="F"><table:table-row>`+odsText("x")+`</table:table-row></table:table>`)), `
		[F]
		1: A1="x"
		comment "b"
		print "a"`},
	{"properties", odsFlat(`<office:meta><meta:generator>Essai</meta:generator><dc:title>Bilan<other:x>no</other:x></dc:title><meta:initial-creator>Camille</meta:initial-creator>
		<dc:date>2024-09-18</dc:date><meta:keyword> </meta:keyword><meta:user-defined meta:name="Service">Accueil</meta:user-defined><meta:template xlink:href="../camille/m.ots"/></office:meta>` +
		odsBody(`<table:table table:name="F"><table:table-row>`+odsText("x")+`</table:table-row></table:table>`)), `
		[F]
		1: A1="x"
		property "Bilan"
		property "Camille"
		property "Accueil"
		property "../camille/m.ots"`},
	{"headers and footers", odsFlat(`<office:master-styles><style:master-page><style:header><style:region-left><text:p>Ville</text:p></style:region-left></style:header>
		<style:header-left style:display="false"><text:p>no</text:p></style:header-left><style:footer><text:p>page <text:page-number>1</text:page-number></text:p></style:footer></style:master-page></office:master-styles>` +
		odsBody(`<table:table table:name="F"><table:table-row>`+odsText("x")+`</table:table-row></table:table>`)), `
		[F]
		1: A1="x"
		print "Ville"
		print "page 1"`},
	{"prefixes of its own", []byte(`<o:document xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" o:mimetype="` + odsType + `" xmlns="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0">` +
		`<o:body><o:spreadsheet><table t:name="F"><table-row><t:table-cell o:value-type="string"><x:p>x</x:p></t:table-cell></table-row></table></o:spreadsheet></o:body></o:document>`), `
		[F]
		1: A1="x"`},
}

func TestReadODSNotices(t *testing.T) {
	for _, c := range odsBooks {
		t.Run(c.name, func(t *testing.T) {
			if got, want := readODS(c.in), unindented(c.want); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
