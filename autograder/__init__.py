"""Auto-graded deep-learning assignments.

The judge and the judged never share a process: a sandboxed *worker* runs the
student's cells, a trusted *examiner* runs the hidden tests, and only plain
data crosses the wire between them.  See ``docs/decisions/`` for why.

The rooms, in the order the data passes through them::

    course -> intake -> transplant -> judge (sandbox, worker <=wire=> examiner)
           -> result -> gradebook, feedback
"""

__version__ = "0.1.0"
