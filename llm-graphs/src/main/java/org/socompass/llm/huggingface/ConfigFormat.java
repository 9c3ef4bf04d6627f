package org.socompass.llm.huggingface;

import org.socompass.llm.LanguageModel;
import org.socompass.llm.ModelFormat;

/** The {@code config.json} of Hugging Face as a form of model files. */
public final class ConfigFormat implements ModelFormat {
  /** Creates the format; the service loader does. */
  public ConfigFormat() {}

  @Override
  public String extension() {
    return ".json";
  }

  @Override
  public LanguageModel read(String file, String id, String text) {
    return ConfigImporter.read(file, id, text);
  }
}
