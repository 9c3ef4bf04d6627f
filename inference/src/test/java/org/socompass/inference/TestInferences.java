package org.socompass.inference;

import java.util.List;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;

/** Requests of models that ship, and the models of devices that ship. */
final class TestInferences {
  static final double EXACT = 1e-9;

  private TestInferences() {}

  static InferenceModel model(String device, String... overrides) {
    return new InferenceModel(new DeviceSource(device, List.of(overrides)));
  }

  static InferenceRequest request(
      String model,
      Quantization quantization,
      long prompt,
      long output,
      long batch,
      String engine) {
    return new InferenceRequest(
        ModelLibrary.byId(model), quantization, prompt, output, batch, engine, List.of());
  }

  static InferenceRequest small(long prompt, long output, String engine) {
    return request("qwen2-0.5b", Quantization.W8A8, prompt, output, 1, engine);
  }
}
