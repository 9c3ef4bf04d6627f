package org.socompass.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/api.md shows what is compiled here, and what it prints; figures move with the models. */
final class ExamplesTest {
  private static final Path ROOT = Path.of("../..");
  private static final Path SOURCES = Path.of("src/main/java/org/socompass/examples");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the blocks of the page in a language. */
  private static List<String> blocks(String language) {
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(text(ROOT.resolve("docs/api.md")));
    while (block.find()) {
      if (block.group(1).equals(language)) {
        blocks.add(block.group(2));
      }
    }
    return blocks;
  }

  private static String withoutIndent(String code) {
    return code.replaceAll("(?m)^ +", "").strip();
  }

  private static String withoutFigures(String text) {
    return text.replaceAll("[+-]?\\d[\\d.,]*", "#").strip();
  }

  private static String printed(Runnable program) {
    PrintStream standard = System.out;
    var bytes = new ByteArrayOutputStream();
    try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      program.run();
    } finally {
      System.setOut(standard);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void thePageShowsTheProgramsWordByWord() {
    String programs =
        withoutIndent(
            text(SOURCES.resolve("FirstQuestions.java"))
                + text(SOURCES.resolve("CheapestPhone.java")));

    assertThat(blocks("java"))
        .hasSize(3)
        .allSatisfy(block -> assertThat(programs).contains(withoutIndent(block)));
  }

  @Test
  void theProgramsPrintWhatThePageSays() {
    assertThat(blocks(""))
        .extracting(ExamplesTest::withoutFigures)
        .startsWith(
            withoutFigures(printed(() -> FirstQuestions.main(new String[0]))),
            withoutFigures(printed(() -> CheapestPhone.main(new String[0]))));
  }
}
