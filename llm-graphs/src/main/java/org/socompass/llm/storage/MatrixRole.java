package org.socompass.llm.storage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a weight matrix of a language model is for. */
public enum MatrixRole {
  /** Table of token embeddings. */
  EMBEDDING(Group.TABLES),
  /** Hidden state to logits. */
  HEAD(Group.TABLES),
  /** Table of learned positions. */
  POSITIONS(Group.SMALL),
  /** Hidden state to queries. */
  QUERY(Group.ATTENTION),
  /** Hidden state to keys. */
  KEY(Group.ATTENTION),
  /** Hidden state to values. */
  VALUE(Group.ATTENTION),
  /** Hidden state to queries, keys and values in one matrix. */
  QUERY_KEY_VALUE(Group.ATTENTION),
  /** Hidden state to latent vectors of queries, keys or values (MLA). */
  LATENT(Group.ATTENTION),
  /** Heads to hidden state. */
  ATTENTION_OUTPUT(Group.ATTENTION),
  /** Gate of the feed-forward network. */
  GATE(Group.FEED_FORWARD),
  /** First matrix of the feed-forward network. */
  UP(Group.FEED_FORWARD),
  /** Gate and first matrix in one. */
  GATE_UP(Group.FEED_FORWARD),
  /** Last matrix of the feed-forward network. */
  DOWN(Group.FEED_FORWARD),
  /** Gates of the experts. */
  EXPERT_GATE(Group.EXPERTS),
  /** First matrices of the experts. */
  EXPERT_UP(Group.EXPERTS),
  /** Gates and first matrices of the experts in one. */
  EXPERT_GATE_UP(Group.EXPERTS),
  /** Last matrices of the experts. */
  EXPERT_DOWN(Group.EXPERTS),
  /** Gate of the shared expert. */
  SHARED_GATE(Group.SHARED_EXPERT),
  /** First matrix of the shared expert. */
  SHARED_UP(Group.SHARED_EXPERT),
  /** Last matrix of the shared expert. */
  SHARED_DOWN(Group.SHARED_EXPERT),
  /** Hidden state to scores of the experts. */
  ROUTER(Group.SMALL),
  /** Short convolutions over the tokens. */
  CONVOLUTION(Group.SMALL),
  /** Projections of a state space or a gated convolution. */
  STATE(Group.STATE),
  /** Any other matrix. */
  OTHER(Group.OTHERS);

  private final Group group;

  MatrixRole(Group group) {
    this.group = group;
  }

  /** Roles that schemes treat alike. */
  public enum Group {
    /** Tables over the vocabulary. */
    TABLES,
    /** Projections of attention. */
    ATTENTION,
    /** The dense feed-forward network. */
    FEED_FORWARD,
    /** Routed experts. */
    EXPERTS,
    /** The expert of every token. */
    SHARED_EXPERT,
    /** Small matrices that no scheme quantises. */
    SMALL,
    /** State space layers. */
    STATE,
    /** The rest. */
    OTHERS;

    /** Returns the name in files. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the roles that are treated alike. */
  public Group group() {
    return group;
  }

  /** Returns whether there is one for every layer. */
  public boolean isOfLayer() {
    return group != Group.TABLES && this != POSITIONS;
  }

  /** Returns whether there is one for every routed expert. */
  public boolean isOfExpert() {
    return group == Group.EXPERTS;
  }

  /** Returns the name in files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the role of the matrix of a product, by the product's name in a graph. */
  public static MatrixRole ofProduct(String name) {
    return switch (name) {
      case "q_projection" -> QUERY;
      case "k_projection" -> KEY;
      case "v_projection" -> VALUE;
      case "q_down_projection",
          "q_up_projection",
          "kv_down_projection",
          "kv_up_projection",
          "q_absorption",
          "v_absorption" ->
          LATENT;
      case "output_projection" -> ATTENTION_OUTPUT;
      case "ffn_gate" -> GATE;
      case "ffn_up" -> UP;
      case "ffn_down" -> DOWN;
      case "router", "shared_expert_gate" -> ROUTER;
      case "experts_gate" -> EXPERT_GATE;
      case "experts_up" -> EXPERT_UP;
      case "experts_gate_up" -> EXPERT_GATE_UP;
      case "experts_down" -> EXPERT_DOWN;
      default -> name.startsWith("state_") ? STATE : OTHER;
    };
  }

  /** Returns all names. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(MatrixRole::id).toList();
  }
}
