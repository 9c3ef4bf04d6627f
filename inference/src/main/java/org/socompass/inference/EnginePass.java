package org.socompass.inference;

import java.util.Optional;
import org.socompass.inference.decoding.Decoder;
import org.socompass.inference.decoding.KnownWeights;
import org.socompass.inference.decoding.Memory;
import org.socompass.inference.decoding.Passes;
import org.socompass.inference.decoding.PipelinedPasses;
import org.socompass.inference.decoding.PlainPasses;
import org.socompass.inference.pass.PassModel;
import org.socompass.inference.plan.Parallelism;
import org.socompass.inference.result.InferenceRequest;
import org.socompass.inference.result.PipelineReport;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.ModelStorage;
import org.socompass.llm.Quantization;
import org.socompass.llm.StoredWeights;
import org.socompass.mapper.OperatorMapper;

/** A request on the processors that an engine uses. */
record EnginePass(
    PassModel passModel,
    OperatorMapper mapper,
    InferenceRequest request,
    Quantization storage,
    Optional<Quantization> draftStorage) {
  Passes target() {
    var whole = new PlainPasses(passModel, request.model(), storage);
    return parallelism().isTensor() ? whole : pipelined(whole);
  }

  private Parallelism parallelism() {
    return request.plan().parallelism();
  }

  private PipelinedPasses pipelined(PlainPasses whole) {
    return new PipelinedPasses(whole, parallelism(), mapper.device().deviceCount());
  }

  Decoder decoder() {
    return new Decoder(
        target(),
        request
            .plan()
            .speculation()
            .map(s -> new PlainPasses(passModel, s.draft(), draftStorage.orElseThrow())),
        request.plan(),
        request.batch(),
        request.promptTokens());
  }

  Memory memory() {
    return Memory.of(request, storage, draftStorage, mapper.device().deviceCount(), knownWeights());
  }

  /** Returns the weights by how often a token reads them. */
  StoredWeights storedWeights() {
    return knownWeights().stored(new ModelStorage(request.model(), storage));
  }

  private KnownWeights knownWeights() {
    return mapper.cache().companion(KnownWeights.class, KnownWeights::new);
  }

  Optional<PipelineReport> pipelineReport(Memory memory, long further, double activations) {
    if (parallelism().isTensor()) {
      return Optional.empty();
    }
    PipelinedPasses stages = pipelined(new PlainPasses(passModel, request.model(), storage));
    long prompt = request.promptTokens();
    PipelinedPasses.Timing prefill = stages.timing(ForwardPass.prefill(request.batch(), prompt));
    PipelinedPasses.Timing decode =
        stages.timing(ForwardPass.decode(request.batch(), prompt + further));
    return Optional.of(
        new PipelineReport(
            stages.layersOfStages(),
            parallelism().tensor(mapper.device().deviceCount()),
            parallelism().groups(),
            parallelism().microBatches(request.batch()),
            decode.transferSeconds(),
            prefill.idleShare(),
            decode.idleShare(),
            memory.busiestDeviceBytes(
                request.batch(), prompt + request.outputTokens(), activations)));
  }
}
