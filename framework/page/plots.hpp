#pragma once

#include <string>

#include "framework/files/json.hpp"
#include "framework/page/html.hpp"

namespace evograd::host {

/// The plots of a page: their frames, and the data that its script draws into them.
class Plots {
 public:
  struct Frame {
    std::string title;
    std::string note;     ///< after the title: a unit; may be empty
    Html below;           ///< stands under the plot
    int height = 0;       ///< in pixels; 0 for the usual one
    bool keys = false;    ///< whether the arrow keys read values
    bool toggle = false;  ///< whether there is a button for a logarithmic axis
  };

  /// `data` is what the script gets besides the title. Its "kind" is "steps", "meta" or "figure" (assets/start.js).
  Html add(const Frame& frame, Json data);

  const Json& data() const { return data_; }

 private:
  Json data_ = Json::array();
};

}  // namespace evograd::host
