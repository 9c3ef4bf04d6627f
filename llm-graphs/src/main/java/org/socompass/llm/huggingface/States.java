package org.socompass.llm.huggingface;

import java.util.ArrayList;
import java.util.List;
import org.socompass.llm.layer.StateMixer;
import org.socompass.llm.layer.WeightMatrix;

/** The recurrences and convolutions of a config. */
final class States {
  private final Config config;
  private final int hidden;

  States(Config config) {
    this.config = config;
    this.hidden = config.required("hidden");
  }

  /** Returns the state mixer of the type. */
  StateMixer mixer() {
    String state = config.type().fact("state", "none");
    return switch (state) {
      case "mamba" -> mamba();
      case "mamba2" -> mamba2();
      case "gated-delta-net" -> gatedDeltaNet();
      case "rg-lru" -> recurrentUnit();
      case "short-convolution" -> shortConvolution();
      case "lightning-attention" -> lightning();
      default -> throw config.refused("model_type", "its recurrence is not modelled");
    };
  }

  private int size(int absent, String... names) {
    for (String name : names) {
      if (config.size(name).isPresent()) {
        return config.size(name, absent);
      }
    }
    return absent;
  }

  /**
   * Selective scan: x and z by one matrix, a convolution of x, then step sizes, inputs and outputs
   * of the state from x.
   */
  private StateMixer mamba() {
    int inner = size(1, "mamba_expand", "expand") * hidden;
    if (config.states("intermediate") && config.type().fact("plan", "").equals("state-only")) {
      inner = config.required("intermediate");
    }
    int state = size(16, "mamba_d_state", "state_size");
    int kernel = size(4, "mamba_d_conv", "conv_kernel");
    int rank = rank();
    boolean bias = config.flag("mamba_proj_bias", false) || config.flag("use_bias", false);
    List<WeightMatrix> projections = new ArrayList<>();
    projections.add(WeightMatrix.of("state_in_projection", hidden, 2L * inner));
    projections.add(WeightMatrix.of("state_x_projection", inner, rank + 2L * state));
    projections.add(WeightMatrix.of("state_step_projection", rank, inner));
    projections.add(WeightMatrix.of("state_out_projection", inner, hidden));
    long vectors =
        (long) inner * kernel
            + (convolutionBias() ? inner : 0)
            + inner // bias of the step sizes
            + (long) inner * state // decays
            + inner // skip
            + (config.type().is("inner_norms") ? rank + 2L * state : 0)
            + (bias ? 2L * inner + hidden : 0);
    return new StateMixer(
        StateMixer.Kind.MAMBA, 1, state, inner, 1, kernel, inner, projections, vectors);
  }

  private int rank() {
    for (String name : List.of("mamba_dt_rank", "time_step_rank")) {
      if (config.states(name) && config.text(name).isEmpty()) {
        return config.required(name);
      }
    }
    return (hidden + 15) / 16;
  }

  private boolean convolutionBias() {
    return config.flag("mamba_conv_bias").or(() -> config.flag("use_conv_bias")).orElse(true);
  }

  /** State space dual: z, x, B, C and step sizes by one matrix, a convolution of x, B, C. */
  private StateMixer mamba2() {
    boolean isAlone = config.type().fact("plan", "").equals("state-only");
    int heads = isAlone ? config.required("heads") : size(1, "mamba_n_heads", "mamba_num_heads");
    int expanded = size(2, "mamba_expand", "expand") * hidden;
    int inner = size(expanded, "mamba_d_ssm");
    int headDim = isAlone ? config.required("head_dim") : headDim(inner / heads);
    inner = heads * headDim;
    int state = size(128, "mamba_d_state", "ssm_state_size", "state_size");
    int groups = size(1, "mamba_n_groups", "n_groups");
    int kernel = size(4, "mamba_d_conv", "conv_kernel");
    long convolved = inner + 2L * groups * state;
    boolean bias = config.flag("mamba_proj_bias", false) || config.flag("use_bias", false);
    boolean normed = config.flag("mamba_rms_norm", true);
    List<WeightMatrix> projections =
        List.of(
            WeightMatrix.of("state_in_projection", hidden, inner + convolved + heads),
            WeightMatrix.of("state_out_projection", inner, hidden));
    long vectors =
        convolved * kernel
            + (convolutionBias() ? convolved : 0)
            + 3L * heads // step sizes, decays, skip
            + (normed ? inner : 0)
            + (bias ? inner + convolved + heads + hidden : 0);
    return new StateMixer(
        StateMixer.Kind.MAMBA2,
        heads,
        state,
        headDim,
        groups,
        kernel,
        convolved,
        projections,
        vectors);
  }

  private int headDim(int absent) {
    for (String name : List.of("mamba_d_head", "mamba_head_dim")) {
      if (config.text(name).filter("auto"::equals).isEmpty() && config.size(name).isPresent()) {
        return config.required(name);
      }
    }
    return absent;
  }

  /** Gated delta rule: q, k, v and a gate by one matrix, decay and learning rate by another. */
  private StateMixer gatedDeltaNet() {
    int keyHeads = config.required("linear_num_key_heads");
    int valueHeads = config.required("linear_num_value_heads");
    int keyDim = config.required("linear_key_head_dim");
    int valueDim = config.required("linear_value_head_dim");
    int kernel = config.required("linear_conv_kernel_dim");
    long keys = (long) keyHeads * keyDim;
    long values = (long) valueHeads * valueDim;
    long convolved = 2 * keys + values;
    List<WeightMatrix> projections =
        List.of(
            WeightMatrix.of("state_in_projection", hidden, convolved + values),
            WeightMatrix.of("state_rate_projection", hidden, 2L * valueHeads),
            WeightMatrix.of("state_out_projection", values, hidden));
    long vectors = convolved * kernel + 2L * valueHeads + valueDim;
    return new StateMixer(
        StateMixer.Kind.GATED_DELTA_NET,
        valueHeads,
        keyDim,
        valueDim,
        keyHeads,
        kernel,
        convolved,
        projections,
        vectors);
  }

  /** Gated linear recurrence of Griffin; the gates are block-diagonal, a block for each head. */
  private StateMixer recurrentUnit() {
    int width = size(hidden, "lru_width");
    int blocks = config.required("heads");
    int kernel = config.required("conv1d_width");
    int block = width / blocks;
    List<WeightMatrix> projections =
        List.of(
            WeightMatrix.of("state_in_projection", hidden, 2L * width),
            new WeightMatrix(
                "state_gate_projection", block, 2L * block, blocks, WeightMatrix.Use.EVERY_TOKEN),
            WeightMatrix.of("state_out_projection", width, hidden));
    long vectors = (long) width * kernel + width + 2L * width + hidden + 2L * width + width;
    return new StateMixer(
        StateMixer.Kind.RG_LRU, 1, 1, width, 1, kernel, width, projections, vectors);
  }

  /** Two gates and an input by one matrix, a short convolution, a matrix. */
  private StateMixer shortConvolution() {
    int kernel = size(3, "conv_L_cache");
    boolean bias = config.flag("conv_bias", false);
    List<WeightMatrix> projections =
        List.of(
            WeightMatrix.of("state_in_projection", hidden, 3L * hidden),
            WeightMatrix.of("state_out_projection", hidden, hidden));
    long vectors = (long) hidden * kernel + (bias ? 5L * hidden : 0);
    return new StateMixer(
        StateMixer.Kind.SHORT_CONVOLUTION, 1, 0, hidden, 1, kernel, hidden, projections, vectors);
  }

  /** Linear attention with one decay a head, an output gate and a norm. */
  private StateMixer lightning() {
    int heads = config.required("heads");
    int headDim = new Attentions(config).headDim(heads);
    long width = (long) heads * headDim;
    List<WeightMatrix> projections =
        List.of(
            WeightMatrix.of("state_in_projection", hidden, 3 * width),
            WeightMatrix.of("state_rate_projection", hidden, width),
            WeightMatrix.of("state_out_projection", width, hidden));
    return new StateMixer(
        StateMixer.Kind.LIGHTNING_ATTENTION,
        heads,
        headDim,
        headDim,
        heads,
        0,
        0,
        projections,
        width);
  }
}
