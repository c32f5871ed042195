#include "framework/page/html.hpp"
#include "framework/page/html_table.hpp"
#include "framework/page/script_json.hpp"
#include "tests/catch.hpp"

using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("text becomes markup only escaped, in elements and in attributes") {
  const std::string evil = "<b onclick='x'>&\"";
  const std::string harmless = "&lt;b onclick=&#39;x&#39;&gt;&amp;&quot;";
  CHECK(Html(evil).str() == harmless);
  CHECK(element("p", {{"title", evil}}, evil).str() == "<p title=\"" + harmless + "\">" + harmless + "</p>");
  CHECK((Html("<") + Html::markup("<br>")).str() == "&lt;<br>");
  CHECK(void_element("input", {{"hidden", ""}}).str() == "<input hidden>");
}

TEST_CASE("characters that no page may hold are replaced") {
  CHECK(Html(std::string("a\0b\x1b", 4)).str() ==
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD");
  CHECK(Html("a\n\tb").str() == "a\n\tb");
}

TEST_CASE("a table's texts are escaped, and what is missing is a dash") {
  HtmlTable table("a \"table\"", {{"<run>"}, {"loss", true}});
  table.add({"<i>", Html()}, "differs");
  const auto html = table.html().str();
  CHECK_THAT(html, ContainsSubstring("&lt;run&gt;") && ContainsSubstring("&lt;i&gt;") &&
                       ContainsSubstring("aria-label=\"a &quot;table&quot;\""));
  CHECK_THAT(html, ContainsSubstring("<td class=\"number\">–</td>") && ContainsSubstring("<tr class=\"differs\">"));
}

TEST_CASE("JSON in a script can neither end the script nor a line, and reads back as it was") {
  const Json value = {{"</script><!--", "a & b\xE2\x80\xA8 c\xE2\x80\xA9 d"}};
  const auto text = script_json(value);
  for (const char* piece : {"<", ">", "&", "\xE2\x80\xA8", "\xE2\x80\xA9"})
    CHECK(text.find(piece) == std::string::npos);
  CHECK(Json::parse(text) == value);
  CHECK(script_json("\xFF") == "\"\xEF\xBF\xBD\"");  // no UTF-8
}
