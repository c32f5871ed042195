#include "framework/cli/failure.hpp"

#include <c10/util/Exception.h>

#include <exception>
#include <new>

#include "framework/cli/command_line.hpp"
#include "framework/manifest/diagnostics.hpp"

namespace evograd::host {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

int failed(ConsoleLog& log, int code, const std::string& message) {
  log.message(logging::Level::error, message);
  return code;
}

}  // namespace

int guarded(ConsoleLog& log, const std::function<int()>& work) noexcept try {
  try {
    return work();
  } catch (const ManifestError& error) {
    log.diagnostics(error.what());
    return exit_code::bad_usage;
  } catch (const UsageError& error) {
    return failed(log, exit_code::bad_usage, error.what());
  } catch (const Error& error) {
    return failed(log, exit_code::failure, error.what());
  } catch (const c10::Error& error) {
    return failed(log, exit_code::failure, "LibTorch: " + first_line(error.what_without_backtrace()));
  } catch (const std::bad_alloc&) {
    return failed(log, exit_code::failure, "out of memory\n  help: use smaller batches or a smaller network");
  } catch (const std::exception& error) {
    return failed(log, exit_code::failure, first_line(error.what()));
  } catch (...) {
    return failed(log, exit_code::failure, "a plugin threw something that is not a std::exception");
  }
} catch (...) {
  return exit_code::failure;  // even the message could not be written
}

}  // namespace evograd::host
