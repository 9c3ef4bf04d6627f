package org.socompass.study.tiers;

import org.socompass.hardware.Device;
import org.socompass.hardware.tier.Tiers.Network;
import org.socompass.inference.InferenceModel;
import org.socompass.inference.engine.Background;
import org.socompass.inference.engine.DeviceSource;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.inference.tier.CachedPrefix;
import org.socompass.input.InputException;
import org.socompass.llm.KvType;
import org.socompass.llm.ModelStorage;
import org.socompass.mapper.OperatorCache;

/**
 * The prompt on one device or system, the output on another: keys and values of a layer travel
 * while the next layers work.
 *
 * <pre>{@code
 * TTFT    = max(W, K) + min(W, K) / layers        W: prefill, K: transfer
 * K       = latency + bytes / bandwidth            of the slower of both networks
 * }</pre>
 *
 * <p><b>Source.</b> Qin et al., Mooncake, FAST 2025, section 5.
 */
public final class DisaggregationStudy {
  private DisaggregationStudy() {}

  /**
   * What is asked.
   *
   * @param prompt the device of the prompt
   * @param output the device of the output
   * @param inference the inference
   */
  public record Request(DeviceSource prompt, DeviceSource output, InferenceRequest inference) {}

  /**
   * What is answered.
   *
   * @param prompt the inference on the device of the prompt
   * @param output the inference on the device of the output
   * @param bytes keys and values of the prompt [B]
   * @param transferSeconds time of their transfer [s]
   * @param ttftSeconds time until the first token and all keys and values are there [s]
   * @param hidingBytesPerSecond bandwidth from which all but a layer's transfer is hidden [B/s]
   */
  public record Result(
      InferenceResult prompt,
      InferenceResult output,
      double bytes,
      double transferSeconds,
      double ttftSeconds,
      double hidingBytesPerSecond) {
    /** Returns the part of the transfer that prefill does not hide [s]. */
    public double exposedSeconds() {
      return ttftSeconds - prompt.ttftSeconds();
    }
  }

  /**
   * Returns both.
   *
   * @throws InputException if a device states no network, or can't run the model
   */
  public static Result of(Request request, OperatorCache cache) {
    InferenceRequest asked = request.inference();
    if (!asked.plan().isPlain() || asked.tiers().prefix().isPresent()) {
      throw new InputException(
          "a prompt on another device is not modelled together with drafts, stages, prompts of"
              + " different lengths or a cached prefix");
    }
    InferenceResult prompt = run(request.prompt(), asked, cache);
    InferenceResult output = run(request.output(), asked, cache);
    Network from = network(prompt.device());
    Network to = network(output.device());
    double bandwidth =
        Math.min(
            from.bytesPerSecond() * prompt.device().deviceCount(),
            to.bytesPerSecond() * output.device().deviceCount());
    double bytes =
        new ModelStorage(asked.model(), asked.quantization())
            .kvCacheBytes(
                asked.batch(),
                asked.promptTokens(),
                asked.kvType().map(KvType::type).orElse(asked.quantization().kvCache()),
                1);
    double latency = Math.max(from.latencySeconds(), to.latencySeconds());
    double transfer = latency + (bytes + asked.batch() * asked.model().stateBytes()) / bandwidth;
    return new Result(
        prompt,
        output,
        bytes,
        transfer,
        CachedPrefix.ttftSeconds(prompt.ttftSeconds(), transfer, asked.model().layers()),
        bytes / Math.max(prompt.ttftSeconds() - latency, Double.MIN_NORMAL));
  }

  private static InferenceResult run(
      DeviceSource source, InferenceRequest request, OperatorCache cache) {
    return new InferenceModel(source, Background.NONE, cache).withoutTimelines().run(request);
  }

  private static Network network(Device device) {
    return device
        .tiers()
        .network()
        .orElseThrow(
            () ->
                new InputException(
                    "%s states no network, over which keys and values are to come; state it in the template or with --set"
                        .formatted(device.id())));
  }
}
