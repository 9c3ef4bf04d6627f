package org.socompass.inference.decoding;

import org.socompass.inference.pass.PassModel;
import org.socompass.inference.result.PhaseResult;
import org.socompass.llm.ForwardPass;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;

/**
 * Passes of which all devices take part in every operator.
 *
 * @param passModel the engine
 * @param model the language model
 * @param storage how the engine stores it
 */
public record PlainPasses(PassModel passModel, LanguageModel model, Quantization storage)
    implements Passes {
  @Override
  public PhaseResult model(ForwardPass forward) {
    return passModel.pass(model, storage, forward);
  }

  @Override
  public double seconds(ForwardPass forward) {
    return passModel.seconds(model, storage, forward);
  }

  @Override
  public double activationBytes(ForwardPass forward) {
    return passModel.activationBytes(model, storage, forward);
  }
}
