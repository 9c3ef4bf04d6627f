package org.socompass.llm.storage;

/**
 * The matrices of a role in a model: what schemes choose types by.
 *
 * @param role what they are for
 * @param layers layers of the model
 * @param rowElements elements that are stored one after another: the contraction
 * @param queryGroup query heads that share a key and value head
 * @param experts routed experts; 0 if the model is dense
 */
public record MatrixSite(
    MatrixRole role, int layers, long rowElements, int queryGroup, int experts) {}
