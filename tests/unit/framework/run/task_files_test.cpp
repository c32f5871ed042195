#include "framework/run/task_files.hpp"

#include "evograd/run_files.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;
using namespace evograd::host;
using evograd::test::content_of;
using evograd::test::has;
using evograd::test::message_of;
using evograd::test::ScratchFolder;

namespace {

struct WithFiles : test::TinyReweighting, RunFiles {
  WithFiles() : TinyReweighting(true) {}
  std::vector<RunFile> run_files() const override { return files; }
  std::vector<RunFile> files;
};

}  // namespace

TEST_CASE("a task's files are written into a folder of their own") {
  const ScratchFolder scratch;
  WithFiles task;
  write_task_files(task, scratch / "task");
  CHECK_FALSE(std::filesystem::exists(scratch / "task"));  // there are none
  task.files = {{"a.csv", "1,2\n"}, {"b", ""}};
  write_task_files(task, scratch / "task");
  CHECK(content_of(scratch / "task/a.csv") == "1,2\n");
  CHECK(std::filesystem::exists(scratch / "task/b"));
  write_task_files(test::TinyReweighting(true), scratch / "other");
  CHECK_FALSE(std::filesystem::exists(scratch / "other"));
}

TEST_CASE("names of a task's files do not leave their folder") {
  const ScratchFolder scratch;
  WithFiles task;
  for (const std::string name : {"", "../a", "a/b", ".hidden", "a b", "\xc3\xbc"}) {
    CHECK_FALSE(is_task_file_name(name));
    task.files = {{name, ""}};
    CHECK(has(message_of([&] { write_task_files(task, scratch / "task"); }), "has a name that is not valid"));
  }
  CHECK(is_task_file_name("injected_labels-1.csv"));
}
