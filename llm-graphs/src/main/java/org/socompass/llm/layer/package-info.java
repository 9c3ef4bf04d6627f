/** The kinds of layers that language models are made of: mixers and feed-forward networks. */
@NullMarked
package org.socompass.llm.layer;

import org.jspecify.annotations.NullMarked;
