#include "framework/log/run_log.hpp"

#include <spdlog/details/log_msg_buffer.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "framework/log/formatters.hpp"
#include "framework/log/spdlog_level.hpp"

namespace evograd::host {
namespace {

constexpr std::size_t kDistinctWarnings = 100;  // a warning with a number in it must not fill the memory

}  // namespace

/// The file, or what it will contain.
class RunLog::File {
 public:
  File() : logger_("run") {
    logger_.set_level(spdlog::level::debug);
    logger_.flush_on(spdlog::level::debug);
  }

  void open(const std::filesystem::path& file) {
    const auto failed = [this, file](const std::string& why) {
      logger_.set_level(spdlog::level::off);  // once: the run itself goes on
      logging::warning(file.string() + " cannot be written: " + why);
    };
    opened_ = true;
    try {
      auto sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(file.string());
      sink->set_formatter(file_formatter());
      for (const auto& message : before_) sink->log(message);
      logger_.sinks().push_back(std::move(sink));
      logger_.set_error_handler(failed);
    } catch (const spdlog::spdlog_ex& error) {
      failed(error.what());
    }
    before_.clear();
  }

  void write(spdlog::level::level_enum level, std::string_view text) {
    const spdlog::string_view_t view(text.data(), text.size());
    if (opened_) {
      logger_.log(level, view);
    } else if (logger_.should_log(level)) {
      before_.emplace_back(spdlog::details::log_msg(logger_.name(), level, view));
    }
  }

 private:
  spdlog::logger logger_;
  bool opened_ = false;
  std::vector<spdlog::details::log_msg_buffer> before_;
};

RunLog::RunLog() : file_(std::make_unique<File>()) {}

RunLog::~RunLog() = default;

void RunLog::open(const std::filesystem::path& file) { file_->open(file); }

void RunLog::note(logging::Level level, std::string_view text) { file_->write(spdlog_level(level), text); }

bool RunLog::reads(logging::Level level) const {
  return level >= logging::Level::debug || (scope_.before() && scope_.before()->reads(level));
}

void RunLog::message(logging::Level level, std::string_view text) {
  if (level == logging::Level::warning) count(std::string(text), 1);
  note(level, text);
  if (auto* before = scope_.before()) before->message(level, text);
}

void RunLog::progress(const Progress* work, const ProgressState& state) {
  if (auto* before = scope_.before()) before->progress(work, state);
}

void RunLog::progress_ends(const Progress* work) {
  if (auto* before = scope_.before()) before->progress_ends(work);
}

void RunLog::count(const std::string& warning, std::int64_t times) {
  const auto there =
      std::find_if(warnings_.begin(), warnings_.end(), [&](const Warning& other) { return other.message == warning; });
  if (there != warnings_.end()) {
    there->times += times;
  } else if (warnings_.size() < kDistinctWarnings) {
    warnings_.push_back({warning, times});
  }
}

Json RunLog::warnings() const {
  Json all = Json::array();
  for (const auto& [message, times] : warnings_) all.push_back({{"message", message}, {"times", times}});
  return all;
}

void RunLog::restore(const Json& warnings) {
  for (const auto& warning : warnings) {
    count(warning.at("message").get<std::string>(), warning.at("times").get<std::int64_t>());
  }
}

}  // namespace evograd::host
