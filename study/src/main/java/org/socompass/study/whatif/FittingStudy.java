package org.socompass.study.whatif;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.socompass.hardware.DataType;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.InferenceResult;
import org.socompass.llm.KvType;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Quantization;

/** Which quantizations of a model fit a device whose memory is too small for the one asked for. */
public final class FittingStudy {
  private static final int MOST = 3;

  private FittingStudy() {}

  /**
   * Returns the names of up to three quantizations with which the inference fits, those of the
   * largest weights first. Activations are taken to be those of the result.
   *
   * @param result an inference, whether it fits or not
   */
  public static List<String> of(InferenceResult result) {
    InferenceRequest request = result.request();
    int devices = result.device().deviceCount();
    double room =
        result.memoryCapacityBytes() - result.memoryReserveBytes() - result.activationBytes();
    long tokens = request.promptTokens() + request.outputTokens();
    record Size(String id, double weights) {}
    List<Size> fitting = new ArrayList<>();
    for (Quantization q : Quantization.values()) {
      var storage = new ModelStorage(request.model(), q);
      DataType cache = request.kvType().map(KvType::type).orElse(q.kvCache());
      double weights = storage.weightsBytes(devices);
      double held =
          storage.kvCacheBytes(request.batch(), tokens, cache, devices)
              + storage.stateBytes(request.batch());
      if (weights + held <= room) {
        fitting.add(new Size(q.id(), weights));
      }
    }
    fitting.sort(Comparator.comparingDouble(Size::weights).reversed().thenComparing(Size::id));
    return fitting.stream().limit(MOST).map(Size::id).toList();
  }
}
