#include "framework/page/page.hpp"

#include "framework/page/page_assets.hpp"
#include "framework/page/script_json.hpp"

namespace evograd::host {
namespace {

Html head(const PageContent& content) {
  // The policy forbids the page to load anything, whatever a run folder contains.
  return element(
      "head",
      void_element("meta", {{"charset", "utf-8"}}) +
          void_element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}) +
          void_element("meta", {{"http-equiv", "Content-Security-Policy"},
                                {"content",
                                 "default-src 'none'; style-src 'unsafe-inline'; script-src "
                                 "'unsafe-inline'; base-uri 'none'; form-action 'none'"}}) +
          void_element("meta", {{"name", "color-scheme"}, {"content", "light dark"}}) +
          element("title", content.title + " – evograd " + content.kind) + element("style", Html::markup(page_style)) +
          element("noscript", element("style",
                                      ".needs-script, #curves h3, #curves details, .chart:not(:has(table)), .plot "
                                      "{ display: none; }")));
}

Html theme_choice() {
  Html options;
  for (const auto& [value, text] : {std::pair("auto", "system colours"), {"light", "light"}, {"dark", "dark"}}) {
    options += element("option", {{"value", value}}, text);
  }
  return element("select", {{"id", "theme-choice"}, {"class", "needs-script"}, {"aria-label", "Colours"}}, options);
}

Html header(const PageContent& content) {
  Html links;
  for (const auto& [id, text] : content.sections) links += element("a", {{"href", "#" + id}}, text);
  return element("header",
                 element("div", {{"class", "title"}},
                         element("p", {{"class", "brand"}}, "evograd " + content.kind) + element("h1", content.title)) +
                     theme_choice() + element("nav", {{"aria-label", "Sections"}}, links));
}

}  // namespace

std::string page(const PageContent& content) {
  const Json data = {{"runs", content.runs}, {"plots", content.plots.data()}};
  const auto scripts =
      element("script", {{"type", "application/json"}, {"id", "page-data"}}, Html::markup(script_json(data))) +
      element("script", Html::markup(page_library)) +
      element("script", Html::markup("(() => {\n\"use strict\";\n") + Html::markup(page_script) +
                            Html::markup("start();\n})();\n"));
  return "<!DOCTYPE html>\n" +
         element("html", {{"lang", "en"}},
                 head(content) + element("body", header(content) + element("main", content.main) + scripts))
             .str() +
         "\n";
}

}  // namespace evograd::host
