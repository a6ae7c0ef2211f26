/// Why an object of a pack that is read as a stream cannot be had.
///
/// Words are made only when somebody wants to read them.
enum StreamFault: Error {
  /// What may be wrong with any object, and what is told in the same words.
  case object(ObjectFault)
  /// The stream is over in the middle of the object.
  case truncated
  /// The compressed bytes are sound, but not as many as the header says.
  case size(stated: Int)
  /// The base was not kept.
  case baseGone(reason: String)
  /// The base is one that never came.
  case baseWaiting
  /// Unpacking bases again and again would take for ever.
  case baseCostly

  /// Whether nobody knows where the next entry begins.
  var isLost: Bool {
    switch self {
    case .truncated, .object(.header), .object(.inflate): true
    default: false
    }
  }

  /// The words.
  var detail: String {
    switch self {
    case .object(let fault): fault.detail
    case .truncated: "the stream ends within the object"
    case .size(let stated): "the object has not the size that it states (\(stated) bytes)"
    case .baseGone(let reason): "the base of the object was not kept (\(reason))"
    case .baseWaiting: "a base of the object is missing"
    case .baseCostly: "the bases of the object would have to be unpacked too often"
    }
  }

  /// The family.
  var code: GitError.Code {
    switch self {
    case .object(let fault): fault.code
    case .baseGone, .baseCostly: .tooLarge
    default: .corrupt
    }
  }

  /// The object that is missing, where its name is known.
  var missing: ObjectID? {
    if case .object(.baseMissing(let id)) = self { id } else { nil }
  }
}
