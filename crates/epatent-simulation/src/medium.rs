// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

//! A folder in memory, which fails at a call that was planned, and from there on until it is mended.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{Error, Result};
use std::rc::Rc;

use epatent_terminal::{Disk, Held, Hold};

/// When the media of one publication fail.
#[derive(Debug, Clone, Default)]
pub(crate) struct Health(Rc<Cell<Option<u32>>>);

impl Health {
    /// Fails from the call after so many good ones.
    pub(crate) fn fail_after(&self, calls: u32) {
        self.0.set(Some(calls));
    }

    /// Works again. Says whether a call had failed.
    pub(crate) fn mend(&self) -> bool {
        self.0.take() == Some(0)
    }

    fn call(&self) -> Result<()> {
        match self.0.get() {
            Some(0) => Err(Error::other("the medium failed")),
            Some(left) => {
                self.0.set(Some(left - 1));
                Ok(())
            }
            None => Ok(()),
        }
    }
}

/// A folder. Clones are the same folder.
#[derive(Debug, Clone, Default)]
pub(crate) struct Medium {
    files: Rc<RefCell<BTreeMap<String, Vec<u8>>>>,
    health: Health,
}

impl Medium {
    pub(crate) fn with(health: &Health) -> Self {
        Self {
            files: Rc::default(),
            health: health.clone(),
        }
    }

    /// Everything in it, as a web server would give it out.
    pub(crate) fn all(&self) -> Vec<(String, Vec<u8>)> {
        let files = self.files.borrow();
        files
            .iter()
            .map(|(name, content)| (name.clone(), content.clone()))
            .collect()
    }
}

impl Disk for Medium {
    fn hold(&self, _: Hold) -> Result<Held> {
        Ok(Held::default())
    }

    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>> {
        match self.files.borrow().get(name) {
            Some(content) if content.len() > limit => Err(Error::other("the file is too long")),
            content => Ok(content.cloned()),
        }
    }

    fn write(&mut self, name: &str, content: &[u8]) -> Result<()> {
        if let Err(error) = self.health.call() {
            // What a full medium leaves: the beginning of the content.
            let begun = content.get(..content.len() / 2).unwrap_or_default();
            self.files.borrow_mut().insert(name.into(), begun.to_vec());
            return Err(error);
        }
        self.files
            .borrow_mut()
            .insert(name.into(), content.to_vec());
        Ok(())
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<()> {
        self.health.call()?;
        let mut files = self.files.borrow_mut();
        let content = files
            .remove(from)
            .ok_or_else(|| Error::other("there is no such file"))?;
        files.insert(to.into(), content);
        Ok(())
    }

    fn sync(&mut self) -> Result<()> {
        self.health.call()
    }

    fn remove(&mut self, name: &str) -> Result<()> {
        self.health.call()?;
        self.files.borrow_mut().remove(name);
        Ok(())
    }

    fn names(&self, limit: usize) -> Result<Vec<String>> {
        Ok(self.files.borrow().keys().take(limit).cloned().collect())
    }
}
