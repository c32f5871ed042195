#pragma once

#include <string>
#include <vector>

#include "framework/check/engine/run_checks.hpp"

namespace evograd::host::check {

/// One finding for a terminal: status, subject and, if it is bad, the reason and the command that reproduces it. A
/// reason that one of `earlier` already reported for the same subject, e.g. an exception that every check meets, takes
/// one line.
std::string as_text(const Finding& finding, const Selection& selection, const std::vector<Finding>& earlier = {});
/// "24 checks: 22 passed, 1 skipped, 1 failed in 3.1 s".
std::string summary(const std::vector<Finding>& findings);
std::string as_json(const std::vector<Finding>& findings, const Selection& selection);
/// JUnit XML, with one test suite per component.
std::string as_junit(const std::vector<Finding>& findings, const Selection& selection);

/// A table of `checks`.
std::string list_as_text(const std::vector<Check>& checks);
std::string list_as_json(const std::vector<Check>& checks);
std::string list_as_markdown(const std::vector<Check>& checks);

}  // namespace evograd::host::check
