package org.socompass.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A user learns nothing from the names of a parser's classes. */
final class ParserMessageTest {
  @Test
  void thePlaceOfTheParserIsLeftOut() {
    assertThat(
            ParserMessage.of(
                "Unexpected end-of-input: expected close marker for Object (start marker at [Source:"
                    + " REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); byte"
                    + " offset: #UNKNOWN])"))
        .isEqualTo("Unexpected end-of-input: expected close marker for Object");
  }

  @Test
  void onlyTheFirstLineStays() {
    assertThat(ParserMessage.of("Unexpected character ('x' (code 120)): expected a value\n at [x]"))
        .isEqualTo("Unexpected character ('x' (code 120)): expected a value");
  }

  @Test
  void aHintAtAFeatureIsLeftOut() {
    assertThat(
            ParserMessage.of(
                "Unexpected character ('/' (code 47)): maybe a comment? (enable"
                    + " `JsonReadFeature.ALLOW_JAVA_COMMENTS` to allow)"))
        .isEqualTo("Unexpected character ('/' (code 47)): maybe a comment?");
  }

  @Test
  void whatAFeatureWouldAllowIsNoJson() {
    assertThat(
            ParserMessage.of(
                "Unexpected character ('x' (code 120)): hexadecimal number literals require enabling"
                    + " `JsonReadFeature.ALLOW_HEXADECIMAL_NUMBERS`"))
        .isEqualTo(
            "Unexpected character ('x' (code 120)): hexadecimal number literals are no JSON");
  }

  @Test
  void aClassIsAValue() {
    assertThat(
            ParserMessage.of(
                "Cannot coerce `tools.jackson.core.JsonToken` to `java.lang.String` here"))
        .isEqualTo("Cannot coerce a value to a value here");
  }
}
