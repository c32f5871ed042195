// Inputs as people have them, after public reports: what a user is told, and what is trained on.
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/integration/program.hpp"
#include "tests/integration/small_images.hpp"
#include "tests/integration/small_run.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::Outcome;
using evograd::test::put_classes;
using evograd::test::ScratchFolder;

namespace {

const std::string kPointer =
    "version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef\nsize 438000000\n";
const std::filesystem::path kFixtures = std::filesystem::path(EVOGRAD_SOURCE_FOLDER) / "tests/fixtures/bert";

Outcome run_in(const ScratchFolder& scratch, const std::string& manifest, const std::string& more = "",
               const std::string& environment = "") {
  scratch.write("m.toml", manifest);
  return evograd::test::shell("cd '" + scratch.path().string() + "' && rm -rf out && " + environment +
                              " \"$EVOGRAD\" run m.toml --out out " + more);
}

std::string label_noise(const std::string& task, const std::string& backbone, const std::string& more = "") {
  return "name = \"case\"\n[task]\nuse = \"meta-weight-net\"\nbatch_size = 8\nmeta_batch_size = 8\nmeta_size = 10\n" +
         task + "\n[backbone]\n" + backbone +
         "\n[estimator]\nuse = \"evograd\"\n[run]\nsteps = 2\nthreads = 1\ndevice = \"cpu\"\n" + more;
}

const std::string kSynthetic =
    "dataset = \"synthetic\"\nimage_shape = [3, 16, 16]\nclasses = 5\ntrain_size = 60\ntest_size = 10\n";

std::string few_shot(const std::string& more) {
  return "name = \"case\"\n[task]\nuse = \"lft\"\ndata = \"folders\"\nfolder = \"images\"\nimage_size = 16\nways = 3\n"
         "shots = 1\nqueries = 2\nhead = \"prototypical\"\nauxiliary_batch_size = 0\ncache = \"cache\"\nepisodes = 2\n"
         "seen_episodes = 2\nevaluation_queries = 2\n" +
         more +
         "[backbone]\nuse = \"conv4\"\nchannels = 4\n[estimator]\nuse = \"central-difference\"\n[run]\nsteps = 2\n"
         "threads = 1\ndevice = \"cpu\"\n";
}

std::string tagging(const std::string& task, const std::string& backbone) {
  return "name = \"case\"\n[task]\nuse = \"metaxl\"\ndata = \"conll\"\nfolder = \"ner\"\nsource = [\"src\"]\n"
         "target = \"tgt\"\ntarget_size = 6\nlength = 7\nevaluation_length = 7\nsource_batch_size = 4\n"
         "target_batch_size = 4\n" +
         task + "[backbone]\n" + backbone +
         "[estimator]\nuse = \"central-difference\"\n[run]\nsteps = 2\nthreads = 1\ndevice = \"cpu\"\n";
}

void write_ner(const ScratchFolder& scratch, const std::string& text) {
  for (const auto* file : {"train.txt", "dev.txt", "test.txt"}) {
    scratch.write(std::filesystem::path("ner/src") / file, text);
    scratch.write(std::filesystem::path("ner/tgt") / file, text);
  }
}

std::string ner_text() {
  std::string text;
  for (int i = 0; i < 8; ++i) text += "Nora B-PER\nlives O\nin O\nOslo" + std::to_string(i) + " B-LOC\n\n";
  return text;
}

}  // namespace

TEST_CASE("a Git LFS pointer is named with its remedy by every reader that meets one") {
  const ScratchFolder scratch;
  const auto named = [&](const std::string& file, const Outcome& outcome) {
    INFO(outcome.err);
    CHECK(outcome.exit_code != 0);
    CHECK_THAT(outcome.err,
               ContainsSubstring(file) && ContainsSubstring("Git LFS pointer") && ContainsSubstring("git lfs pull"));
  };
  for (const auto* file : {"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
                           "t10k-labels-idx1-ubyte.gz"}) {
    scratch.write(std::filesystem::path("idx") / file, kPointer);
  }
  named("train-images-idx3-ubyte.gz",
        run_in(scratch, label_noise("dataset = \"idx\"\ndata = \"idx\"\n", "use = \"mlp\"")));
  scratch.write("model.pt", kPointer);
  named("model.pt", run_in(scratch, label_noise(kSynthetic, "use = \"torchscript\"\nfile = \"model.pt\"")));
  write_ner(scratch, kPointer);
  named("train.txt", run_in(scratch, tagging("tokenizer = \"characters\"\n",
                                             "use = \"bert\"\nhidden = 8\nheads = 2\nlayers = 1\nfeed_forward = 8\n")));
  write_ner(scratch, ner_text());
  scratch.write("vocab.txt", kPointer);
  named("vocab.txt", run_in(scratch, tagging("tokenizer = \"wordpiece\"\nvocabulary = \"vocab.txt\"\n",
                                             "use = \"bert\"\nhidden = 8\nheads = 2\nlayers = 1\nfeed_forward = 8\n")));
  scratch.write("spm.model", kPointer);
  named("spm.model", run_in(scratch, tagging("tokenizer = \"sentencepiece\"\nvocabulary = \"spm.model\"\n",
                                             "use = \"bert\"\nhidden = 8\nheads = 2\nlayers = 1\nfeed_forward = 8\n")));
  std::filesystem::create_directories(scratch / "weights");
  std::filesystem::copy(kFixtures / "bert/config.json", scratch / "weights/config.json");
  scratch.write("weights/model.safetensors", kPointer);
  named("model.safetensors",
        run_in(scratch, tagging("tokenizer = \"characters\"\n", "use = \"bert\"\nweights = \"weights\"\n")));
  put_classes(scratch, "images/a", 3, 3);
  put_classes(scratch, "images/b", 3, 3);
  scratch.write("images/c.tar.gz", kPointer);
  named("c.tar.gz", run_in(scratch, few_shot("held_out = \"c\"\n")));
  std::filesystem::remove(scratch / "images/c.tar.gz");
  put_classes(scratch, "images/c", 3, 3);
  scratch.write("images/c/class0/0.png", kPointer);
  named("0.png", run_in(scratch, few_shot("held_out = \"c\"\n")));
  scratch.write("images/c/base_classes.txt", kPointer);
  named("base_classes.txt", run_in(scratch, few_shot("held_out = \"c\"\n")));
  named("m.toml", run_in(scratch, kPointer));
}

TEST_CASE("a domain without classes in a part gets the remedy for that, not a smaller episode") {
  const ScratchFolder scratch;
  for (const auto* domain : {"clipart", "sketch", "quickdraw"}) {
    put_classes(scratch, std::filesystem::path("images") / domain, 4, 3);
  }
  scratch.write("images/quickdraw/novel_classes.txt", "class0\nclass1\nclass2\n");
  const auto none = run_in(scratch, few_shot("held_out = \"sketch\"\n"));
  CHECK(none.exit_code == 1);
  CHECK_THAT(none.err,
             ContainsSubstring("domain 'quickdraw': has no base classes: all of its 3 classes are in other parts\n"
                               "  help: hold it out with held_out = \"quickdraw\", exclude it with domains"));
  CHECK(run_in(scratch, few_shot("held_out = \"quickdraw\"\n")).exit_code == 0);
  const auto images = run_in(scratch, few_shot("held_out = \"quickdraw\"\n"), "--set task.shots=3");
  CHECK_THAT(images.err, ContainsSubstring("but only 0 of them have more than 3 images") &&
                             ContainsSubstring("help: reduce shots"));
  const auto ways = run_in(scratch, few_shot("held_out = \"quickdraw\"\n"), "--set task.ways=5");
  CHECK_THAT(ways.err,
             ContainsSubstring("has 4 base classes, but an episode needs 5") && ContainsSubstring("help: reduce ways"));
}

TEST_CASE("parts of one domain are not taken for domains") {
  const ScratchFolder scratch;
  for (const auto* part : {"train", "val", "test"}) put_classes(scratch, std::filesystem::path("images") / part, 3, 3);
  const auto outcome = run_in(scratch, few_shot("held_out = \"test\"\n"));
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("holds test, train, val, the parts of one domain, and no domains") &&
                              ContainsSubstring("the folder above it"));
}

TEST_CASE("weights are found from the manifest's folder, and the run's record has their hashes") {
  const ScratchFolder scratch;
  write_ner(scratch, ner_text());
  std::filesystem::create_directories(scratch / "weights");
  for (const auto* file : {"config.json", "model.safetensors"}) {
    std::filesystem::copy(kFixtures / "bert" / file, scratch / "weights" / file);
  }
  scratch.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nnora\nlives\nin\noslo\n");
  scratch.write("m.toml", tagging("tokenizer = \"wordpiece\"\nvocabulary = \"vocab.txt\"\n",
                                  "use = \"bert\"\nweights = \"weights\"\n"));
  // From another folder, which has another 'weights'.
  scratch.write("elsewhere/weights/config.json", "{}");
  const auto run = "cd '" + (scratch / "elsewhere").string() + "' && \"$EVOGRAD\" run ../m.toml --out ../out";
  const auto outcome = evograd::test::shell(run);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const auto files = nlohmann::json::parse(content_of(scratch / "out/run.json")).at("files");
  REQUIRE(files.size() == 2);
  CHECK(files[0].at("option") == "backbone.weights/config.json");
  CHECK(files[1].at("option") == "backbone.weights/model.safetensors");
  CHECK(files[1].at("file") == (scratch / "weights/model.safetensors").string());
  const auto sum = evograd::test::shell("sha256sum '" + (scratch / "weights/model.safetensors").string() + "'").out;
  CHECK(files[1].at("sha256") == sum.substr(0, 64));

  // Other weights are another run.
  scratch.write("weights/config.json", content_of(scratch / "weights/config.json") + "\n");
  const auto resumed = evograd::test::shell(run + " --resume --set run.steps=3 --allow-change run.steps");
  CHECK(resumed.exit_code == 1);
  CHECK_THAT(resumed.err, ContainsSubstring("backbone.weights/config.json.sha256: ") &&
                              ContainsSubstring("--allow-change backbone.weights/config.json.sha256"));
}

TEST_CASE("the home folder ~ is expanded in options and in arguments of the program") {
  const ScratchFolder scratch;
  const auto home = "HOME='" + scratch.path().string() + "'";
  const auto outcome =
      run_in(scratch, label_noise("dataset = \"idx\"\ndata = \"~/data/mnist\"\n", "use = \"mlp\""), "", home);
  CHECK_THAT(outcome.err, ContainsSubstring((scratch / "data/mnist").string()));
  scratch.write("m.toml", label_noise(kSynthetic, "use = \"mlp\""));
  CHECK(evograd::test::shell("cd / && " + home + " \"$EVOGRAD\" run '~/m.toml' --out='~/mine'").exit_code == 0);
  CHECK(std::filesystem::exists(scratch / "mine/summary.json"));
  CHECK(evograd::test::shell("cd / && " + home + " \"$EVOGRAD\" summary '~/mine'").exit_code == 0);
}

TEST_CASE("a manifest from Windows is read, or told how to write its paths") {
  const ScratchFolder scratch;
  const auto refused =
      run_in(scratch, label_noise("dataset = \"idx\"\ndata = \"C:\\Users\\nora\\data\"\n", "use = \"mlp\""));
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.err, ContainsSubstring("single quotes"));
  const auto drive =
      run_in(scratch, label_noise("dataset = \"idx\"\ndata = 'C:\\Users\\nora\\data'\n", "use = \"mlp\""));
  CHECK_THAT(drive.err, ContainsSubstring("is a path of Windows"));
  const auto tab = run_in(scratch, few_shot("list_root = \"data\\train\"\n"));
  CHECK_THAT(tab.err, ContainsSubstring("contains a control character"));
  std::string paths;
  const std::vector<std::string> options = {"data",   "train",        "test",         "meta",  "validation",
                                            "labels", "clean_labels", "image_folder", "cache", "vocabulary"};
  for (const auto& option : options) paths += option + " = \"data\\train\"\n";
  const auto all = run_in(scratch, label_noise("dataset = \"images\"\n" + paths, "use = \"mlp\""));
  CHECK(all.exit_code == 2);
  for (const auto& option : options) {
    CHECK_THAT(all.err, ContainsSubstring("'" + option + "' is \"data\\train\", which contains a control character"));
  }
  const auto device = run_in(scratch, label_noise(kSynthetic, "use = \"mlp\""), "--set run.device=cuda:97");
  CHECK_THAT(device.err, ContainsSubstring("[run] device: is \"cuda:97\", but LibTorch finds"));
}

TEST_CASE("batch normalisation of one example names the option that made the batch so small") {
  const ScratchFolder scratch;
  const std::string resnet = "use = \"resnet\"\ndepth = 10\nbase_width = 4";
  const auto meta = run_in(scratch, label_noise(kSynthetic, resnet), "--set task.meta_batch_size=1");
  CHECK(meta.exit_code == 1);
  CHECK_THAT(meta.err, ContainsSubstring("batch normalisation cannot train on a batch of one example") &&
                           ContainsSubstring("[task] meta_batch_size = 1"));
  const auto base = run_in(scratch, label_noise(kSynthetic, resnet), "--set task.batch_size=1");
  CHECK_THAT(base.err, ContainsSubstring("[task] batch_size = 1"));
  const auto parts = run_in(scratch, label_noise(kSynthetic, resnet), "--set run.accumulate=8");
  CHECK_THAT(parts.err, ContainsSubstring("[run] accumulate = 8"));
}

TEST_CASE("a run is resumed for more steps by name, and the jump of its learning rate is said") {
  const ScratchFolder scratch;
  const auto text =
      label_noise(kSynthetic, "use = \"mlp\"", "[optimizer.base]\nuse = \"sgd\"\nlr = 0.1\nschedule = \"cosine\"\n");
  REQUIRE(run_in(scratch, text, "--set run.steps=10").exit_code == 0);
  const auto resume =
      "cd '" + scratch.path().string() + "' && \"$EVOGRAD\" run m.toml --out out --resume --set run.steps=20";
  const auto unnamed = evograd::test::shell(resume);
  CHECK(unnamed.exit_code == 1);
  CHECK_THAT(unnamed.err, ContainsSubstring("run.steps: 10 in the checkpoint, 20 now") &&
                              ContainsSubstring("--allow-change run.steps"));
  const auto named = evograd::test::shell(resume + " --allow-change run.steps");
  INFO(named.err);
  CHECK(named.exit_code == 0);
  CHECK_THAT(named.err,
             ContainsSubstring("the learning rate of [optimizer.base] jumps at step 10: the step before took "
                               "0.002447, this one takes 0.05 (schedule \"cosine\" over 20 steps, 10 before)"));
  CHECK(evograd::test::summary_of(scratch / "out").at("steps_taken") == 20);
}

TEST_CASE("a command whose messages cannot be written does not end with status 0") {
  const ScratchFolder scratch;
  scratch.write("m.toml", label_noise(kSynthetic, "use = \"mlp\""));
  const auto in = "cd '" + scratch.path().string() + "' && \"$EVOGRAD\" ";
  REQUIRE(evograd::test::shell(in + "run m.toml --out out").exit_code == 0);
  CHECK(evograd::test::shell(in + "export out --out e1 2>/dev/full").exit_code == 1);
  CHECK(evograd::test::shell(in + "export out --out e2").exit_code == 0);
  for (const std::string command :
       {"run m.toml --out o1", "summary out", "report out --out r.html", "list", "describe mlp",
        "bench m.toml --rounds 1 --steps 1 --estimators evograd", "check --list", "--version", "new task mine",
        "compare m.toml --estimators none --seeds 1 --out c1"}) {
    INFO(command);
    CHECK(evograd::test::shell(in + command + " >/dev/full").exit_code == 1);
  }
}
