package org.socompass.inference.plan;

import java.util.Optional;
import java.util.function.Function;
import org.socompass.input.InputException;
import org.socompass.llm.DraftHead;
import org.socompass.llm.LanguageModel;
import org.socompass.llm.Quantization;
import org.socompass.llm.library.ModelLibrary;

/**
 * Tokens that a small model or a head drafts and the model verifies at once.
 *
 * @param name what the user calls the draft: a model, {@link #MTP} or {@link #EAGLE}
 * @param draft the drafting model; a head is one of one layer
 * @param quantization how it is stored
 * @param isHead whether it uses embedding and LM head of the model that verifies
 * @param acceptance probability that a drafted token is accepted once all before it were, in [0, 1]
 * @param length drafted tokens g of a step; 0 for none
 */
public record Speculation(
    String name,
    LanguageModel draft,
    Quantization quantization,
    boolean isHead,
    double acceptance,
    int length) {
  /** The most tokens that are drafted at a time. */
  public static final int GREATEST_LENGTH = 64;

  /** Acceptance where nobody says one: between prose, 0.55 to 0.75, and code, 0.85 to 0.95. */
  public static final double ASSUMED_ACCEPTANCE = 0.7;

  /** Length where nobody says one. */
  public static final int ASSUMED_LENGTH = 3;

  /**
   * Rows by which tables of the same tokens differ for padding: what llama.cpp allows
   * (SPEC_VOCAB_MAX_SIZE_DIFFERENCE).
   */
  private static final int PADDED_ROWS = 128;

  /** Name of the model's own layers that predict tokens ahead. */
  public static final String MTP = "mtp";

  /** Name of a head of one layer for any model. */
  public static final String EAGLE = "eagle";

  /**
   * Validates acceptance and length.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Speculation {
    if (!(acceptance >= 0 && acceptance <= 1)) {
      throw new IllegalArgumentException(
          "acceptance must be between 0 and 1, but is " + acceptance);
    }
    if (length < 0 || length > GREATEST_LENGTH) {
      throw new IllegalArgumentException(
          "draft length must be between 0 and %d, but is %d".formatted(GREATEST_LENGTH, length));
    }
  }

  /**
   * Returns drafts of a head of the model itself.
   *
   * @param head {@link #MTP} or {@link #EAGLE}
   * @throws IllegalArgumentException if the model has no such head
   */
  public static Speculation ofHead(
      LanguageModel model, Quantization quantization, String head, double acceptance, int length) {
    return new Speculation(
        head,
        head.equals(MTP) ? DraftHead.mtp(model) : DraftHead.eagle(model),
        quantization,
        true,
        acceptance,
        length);
  }

  /**
   * Returns drafts of a head or of another model by name.
   *
   * @param name {@link #MTP}, {@link #EAGLE}, or what names a model
   * @param target the model that verifies
   * @param targetQuantization how it is stored; a head is stored alike
   * @param own how a drafting model is stored; as its file says, or like the target, if empty
   * @param models reads a model
   * @throws IllegalArgumentException if the target has no such head, or a number is out of range
   * @throws org.socompass.input.InputException if no model is called so, or it has other tokens
   */
  public static Speculation named(
      String name,
      LanguageModel target,
      Quantization targetQuantization,
      Optional<Quantization> own,
      Function<String, LanguageModel> models,
      double acceptance,
      int length) {
    if (name.equals(MTP) || name.equals(EAGLE)) {
      return ofHead(target, own.orElse(targetQuantization), name, acceptance, length);
    }
    LanguageModel draft = models.apply(name);
    if (Math.abs(draft.vocabulary() - target.vocabulary()) > PADDED_ROWS) {
      throw new InputException(
          "'%s' of %d tokens can't draft for '%s' of %d: a draft needs the tokens of the model that"
                  .formatted(draft.id(), draft.vocabulary(), target.id(), target.vocabulary())
              + " verifies; 'eagle' drafts for any model");
    }
    Quantization stored = own.or(() -> ModelLibrary.storage(name)).orElse(targetQuantization);
    return new Speculation(name, draft, stored, false, acceptance, length);
  }

  /** Returns whether it drafts with the model's own layers that predict tokens ahead. */
  public boolean isMtp() {
    return isHead && name.equals(MTP);
  }

  /** Returns the same drafts in another number. */
  public Speculation withLength(int tokens) {
    return new Speculation(name, draft, quantization, isHead, acceptance, tokens);
  }
}
