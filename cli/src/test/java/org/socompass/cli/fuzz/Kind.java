package org.socompass.cli.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.socompass.cli.fuzz.Mutation.any;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Kinds of input that users give, each with a generator. */
enum Kind {
  /** A template that ships, changed. */
  TEMPLATE {
    @Override
    Input input(SplittableRandom random) {
      String text = Mutation.of(any(Corpus.TEMPLATES, random), random);
      return Input.of(ofDevice(random), DEVICE, text.getBytes(UTF_8), true);
    }
  },

  /** A short template that extends one that ships, or another file, or what is none. */
  EXTENDS {
    @Override
    Input input(SplittableRandom random) {
      String parent =
          random.nextInt(4) == 0
              ? any(List.of("device.yaml", "other.yaml", "/dev/zero", ".", "x.json"), random)
              : any(Corpus.DEVICES, random);
      var text = new StringBuilder("extends: " + parent + "\nname: X\nsource: assumed\n");
      for (int i = random.nextInt(4); i > 0; i--) {
        String field = any(Corpus.FIELDS, random);
        text.append(nested(field, Corpus.value(field, random)));
      }
      boolean isChanged = random.nextInt(3) == 0;
      String own = isChanged ? Mutation.of(text.toString(), random) : text.toString();
      byte[] child = own.getBytes(UTF_8);
      byte[] other = Mutation.of("extends: a30\nname: Y\n", random).getBytes(UTF_8);
      return new Input(
          words(ofDevice(random)), Map.of(DEVICE, child, "other.yaml", other), Optional.empty());
    }

    private String nested(String path, String value) {
      var text = new StringBuilder();
      String[] keys = path.split("\\.", -1);
      for (int depth = 0; depth < keys.length; depth++) {
        text.append("  ".repeat(depth)).append(keys[depth]).append(':');
        text.append(depth == keys.length - 1 ? " " + value + "\n" : "\n");
      }
      return text.toString();
    }
  },

  /** Fields that are set on the command line. */
  SET {
    @Override
    Input input(SplittableRandom random) {
      List<String> words =
          words(ofDevice(random).replace("@/" + DEVICE, any(Corpus.SET_DEVICES, random)));
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        words.add("--set");
        String field = any(Corpus.FIELDS, random);
        String assignment = field + "=" + Corpus.value(field, random);
        words.add(random.nextInt(8) == 0 ? Mutation.of(assignment, random) : assignment);
      }
      return Input.of(words);
    }
  },

  /** A model file that ships, changed. */
  MODEL {
    @Override
    Input input(SplittableRandom random) {
      String text = Mutation.of(any(Corpus.MODELS, random), random);
      return Input.of(ofModel("model.yaml", random), "model.yaml", text.getBytes(UTF_8), true);
    }
  },

  /** A published config.json, changed. */
  CONFIG {
    @Override
    Input input(SplittableRandom random) {
      String text = Mutation.of(any(Corpus.CONFIGS, random), random);
      return Input.of(ofModel("config.json", random), "config.json", text.getBytes(UTF_8), true);
    }
  },

  /** A GGUF file, changed. */
  GGUF {
    @Override
    Input input(SplittableRandom random) {
      byte[] bytes = Mutation.of(Corpus.GGUF, random);
      return Input.of(ofModel("model.gguf", random), "model.gguf", bytes, false);
    }
  },

  /** A data set of measurements. */
  DATASET {
    @Override
    Input input(SplittableRandom random) {
      Map.Entry<String, String> table = any(Corpus.TABLES, random);
      boolean isTable = random.nextInt(8) > 0;
      String text = isTable ? Mutation.of(table.getValue(), random) : table.getValue();
      String facts = isTable ? Corpus.DATASET : Mutation.of(Corpus.DATASET, random);
      return new Input(
          words(random.nextBoolean() ? "validate --data @" : "validate --data @ --format json"),
          Map.of("dataset.yaml", facts.getBytes(UTF_8), table.getKey(), text.getBytes(UTF_8)),
          Optional.of(isTable ? table.getKey() : "dataset.yaml"));
    }
  },

  /** A profile of a selector. */
  PROFILE {
    @Override
    Input input(SplittableRandom random) {
      String text = Mutation.of(Corpus.profile(random), random);
      return Input.of(
          "select --profile @/profile.csv --folds 2 --trees 3",
          "profile.csv",
          text.getBytes(UTF_8),
          true);
    }
  },

  /** A sweep, read and counted. */
  SWEEP {
    @Override
    Input input(SplittableRandom random) {
      String text = Mutation.of(any(Corpus.SWEEPS, random), random);
      return Input.of("sweep @/sweep.yaml --dry-run", "sweep.yaml", text.getBytes(UTF_8), true);
    }
  },

  /** A small sweep, carried out. */
  SWEEP_RUN {
    @Override
    Input input(SplittableRandom random) {
      String text = Mutation.of(Corpus.SMALL_SWEEP, random);
      return new Input(
          words("sweep @/sweep.yaml --jobs 1 --output-dir @/out"),
          Map.of("sweep.yaml", text.getBytes(UTF_8)),
          Optional.empty());
    }
  },

  /** A mapping of an operator. */
  MAPPING {
    @Override
    Input input(SplittableRandom random) {
      Map.Entry<String, String> mapping = any(Corpus.MAPPINGS, random);
      String text = Mutation.of(mapping.getValue(), random);
      return new Input(
          words("map -d " + mapping.getKey() + Corpus.PRODUCT + " --mapping @/mapping.yaml"),
          Map.of("mapping.yaml", text.getBytes(UTF_8)),
          Optional.empty());
    }
  },

  /** Options with values that may be wrong. */
  OPTIONS {
    @Override
    Input input(SplittableRandom random) {
      List<String> words = words(any(Corpus.COMMANDS, random).replace("%", device(random)));
      for (int i = random.nextInt(4); i > 0; i--) {
        words.add(any(Corpus.options(words.get(0)), random));
        if (random.nextInt(4) > 0) {
          words.add(Corpus.argument(random));
        }
      }
      if (random.nextInt(6) == 0) {
        int i = random.nextInt(words.size());
        words.set(i, Mutation.of(words.get(i), random));
      }
      return Input.of(words);
    }
  };

  private static final String DEVICE = "device.yaml";

  abstract Input input(SplittableRandom random);

  /** Returns whether there is something to read before the command computes: a file or fields. */
  boolean isReadAlone() {
    return this != OPTIONS && this != SWEEP_RUN;
  }

  private static List<String> words(String command) {
    return new ArrayList<>(List.of(command.split(" ", -1)));
  }

  private static String device(SplittableRandom random) {
    return any(Corpus.DEVICES, random);
  }

  private static String ofDevice(SplittableRandom random) {
    return any(
        List.of(
            "area -d @/device.yaml",
            "cost -d @/device.yaml",
            "show device @/device.yaml",
            "map -d @/device.yaml matmul --m 3 --k 256 --n 192",
            "map -d @/device.yaml softmax --rows 8 --cols 300",
            "map -d @/device.yaml attention --query-len 4 --kv-len 64 --query-heads 4 --head-dim 64",
            "run -d @/device.yaml -m qwen2-0.5b -p 16 -n 2",
            "run -d @/device.yaml -m tinyllama-1.1b -p 40 -n 3 --format json"),
        random);
  }

  private static String ofModel(String file, SplittableRandom random) {
    return any(
            List.of(
                "show model @/%s",
                "show model @/%s --format json",
                "run -d snapdragon-8-gen-3 -m @/%s -p 16 -n 2 -e gpu-only",
                "run -d a100-80gb -m @/%s -p 16 -n 2 --format json"),
            random)
        .formatted(file);
  }
}
