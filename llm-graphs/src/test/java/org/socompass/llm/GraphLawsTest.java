package org.socompass.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.socompass.llm.layer.FeedForward;
import org.socompass.llm.library.ModelLibrary;

/** Laws that every graph obeys, on random models, quantizations, fusions and passes. */
final class GraphLawsTest {
  private static final List<LanguageModel> MODELS =
      ModelLibrary.ids().stream().map(ModelLibrary::byId).toList();

  private record Problem(
      LanguageModel model, Quantization quantization, GraphOptions options, ForwardPass pass) {
    ModelGraph graph() {
      return graph(pass);
    }

    ModelGraph graph(ForwardPass other) {
      return new GraphBuilder(model, quantization, options).wholeModel(other);
    }
  }

  static Stream<Problem> randomProblems() {
    var random = new SplittableRandom(42);
    return Stream.generate(() -> problem(random)).limit(200);
  }

  private static Problem problem(SplittableRandom random) {
    Quantization[] quantizations = Quantization.values();
    long batch = random.nextLong(1, 9);
    long length = random.nextLong(1, 4097);
    return new Problem(
        MODELS.get(random.nextInt(MODELS.size())),
        quantizations[random.nextInt(quantizations.length)],
        new GraphOptions(
            random.nextBoolean(), random.nextBoolean(), random.nextBoolean(), random.nextBoolean()),
        random.nextBoolean()
            ? ForwardPass.prefill(batch, length)
            : ForwardPass.decode(batch, length));
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void namesAreUnique(Problem problem) {
    assertThat(problem.graph().nodes()).extracting(OperatorNode::name).doesNotHaveDuplicates();
  }

  /** Fusing products neither adds nor loses a weight. */
  @ParameterizedTest
  @MethodSource("randomProblems")
  void weightBytesAreConserved(Problem problem) {
    var storage = new ModelStorage(problem.model(), problem.quantization());

    double read = storage.weightBytesRead(problem.pass().tokens());
    // Scales of columns are of other columns where latent attention absorbs a matrix.
    assertThat(problem.graph().weightBytes()).isCloseTo(read, withinPercentage(0.5));
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void moreTokensNeverTakeFewerOperations(Problem problem) {
    ForwardPass pass = problem.pass();
    boolean prefill = pass.phase() == Phase.PREFILL;
    var longer =
        new ForwardPass(
            pass.phase(),
            pass.batch(),
            prefill ? pass.queryLength() + 1 : 1,
            pass.contextLength() + 1,
            1);
    var wider =
        new ForwardPass(
            pass.phase(), pass.batch() + 1, pass.queryLength(), pass.contextLength(), 1);

    double operations = problem.graph().operations();
    // A step of a model that keeps a state and no cache takes the same at any context.
    assertThat(problem.graph(longer).operations()).isGreaterThanOrEqualTo(operations);
    assertThat(problem.graph(wider).operations()).isGreaterThan(operations);
  }

  @ParameterizedTest
  @MethodSource("randomProblems")
  void aLayerIsOneOfTheLayersOfTheModel(Problem problem) {
    ModelGraph whole = problem.graph();
    if (whole.nodes().stream().anyMatch(node -> !node.kind().isEmpty())) {
      return; // several kinds
    }
    ModelGraph layer =
        new GraphBuilder(problem.model(), problem.quantization(), problem.options())
            .oneLayer(problem.pass());

    Set<String> names = new HashSet<>();
    for (OperatorNode node : layer.nodes()) {
      names.add(node.name());
      assertThat(whole.node(node.name()))
          .contains(new OperatorNode(node.name(), node.operator(), problem.model().layers()));
    }
    assertThat(whole.nodes())
        .filteredOn(node -> !names.contains(node.name()))
        .extracting(OperatorNode::count)
        .containsOnly(1L);
    assertThat(whole.operations()).isGreaterThan(problem.model().layers() * layer.operations());
  }

  /** Fusion saves traffic, never work with weights. */
  @ParameterizedTest
  @MethodSource("randomProblems")
  void fusionNeverMovesMoreBytes(Problem problem) {
    ModelGraph fused = graph(problem, GraphOptions.fused());
    ModelGraph unfused = graph(problem, GraphOptions.unfused());

    assertThat(fused.compulsoryBytes()).isLessThan(unfused.compulsoryBytes());
    assertThat(fused.weightOperations()).isEqualTo(unfused.weightOperations());
  }

  /** The devices together do the work of one, the padding of the vocabulary apart. */
  @ParameterizedTest
  @MethodSource("randomProblems")
  void devicesShareTheWork(Problem problem) {
    LanguageModel model = problem.model();
    if (model.stack().size() > 1
        || model.attention().isEmpty()
        || model.feedForward().flatMap(FeedForward::experts).isPresent()) {
      return; // every device computes the router
    }
    for (int devices : new int[] {2, 4, 8}) {
      if (model.attention().orElseThrow().heads() % devices != 0
          || model.attention().orElseThrow().kvHeads() % devices != 0
          || model.feedForward().orElseThrow().intermediate() % devices != 0) {
        continue;
      }
      ModelGraph shared = problem.graph(problem.pass().withTensorParallel(devices));
      double padding =
          (double) (devices - 1) / model.vocabulary(); // at most, relative to the LM head

      assertThat(devices * shared.weightOperations() / problem.graph().weightOperations())
          .isCloseTo(1, within(padding));
      assertThat(shared.nodes()).filteredOn(node -> node.name().startsWith("allreduce")).hasSize(2);
    }
  }

  private static ModelGraph graph(Problem problem, GraphOptions options) {
    return new GraphBuilder(problem.model(), problem.quantization(), options)
        .wholeModel(problem.pass());
  }
}
